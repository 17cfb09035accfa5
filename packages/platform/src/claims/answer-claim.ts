import {
  type ClaimEvent,
  type Decision,
  dayOf,
  acceptRefusal as decideAcceptance,
  disputeRefusal as decideDispute,
  submitClaim as decideSubmission,
  receiveVerdict as decideVerdict,
  withdrawClaim as decideWithdrawal,
  refuse,
  versionInForce,
} from '@tongzhou/core'
import type { Outcome, Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { loadParticipant } from '../participants/index.ts'
import { planVersions } from '../plans/index.ts'
import type { CaseCommand } from './review-claim.ts'
import type { StoredClaim } from './store.ts'
import { type ClaimAnswer, takeStep } from './take-step.ts'

/** Whether the person may act for the claimant: the claimant, the participant, or their payer. */
export async function actsForClaimant(unit: Pick<Unit, 'reader'>, stored: StoredClaim, personId: bigint | null) {
  if (personId === null) return false
  if (personId === stored.claim.claimantPersonId) return true
  const participant = await loadParticipant(unit.reader, stored.participantId)
  return participant?.personId === personId || participant?.payerPersonId === personId
}

type Decide = (stored: StoredClaim, unit: Unit) => Promise<Decision<ClaimEvent>> | Decision<ClaimEvent>

/** A step that only the claimant's side takes; anybody else learns no more than that there is no such case of theirs. */
export function takeClaimantStep(
  platform: Platform,
  kind: string,
  command: CaseCommand,
  content: object,
  decide: Decide,
): Promise<Outcome<ClaimAnswer>> {
  const { key, actor, caseReference } = command
  const whole = { caseReference, ...content } as never
  return takeStep(platform, { key, kind, actor, content: whole }, caseReference, async (stored, unit) => {
    if (!(await actsForClaimant(unit, stored, actor.personId)))
      return refuse('claim-not-found', { case: caseReference })
    return decide(stored, unit)
  })
}

export function submitClaim(platform: Platform, command: CaseCommand) {
  return takeClaimantStep(platform, 'submit-claim', command, {}, ({ claim }) => decideSubmission(claim))
}

export function withdrawClaim(platform: Platform, command: CaseCommand) {
  return takeClaimantStep(platform, 'withdraw-claim', command, {}, ({ claim }) => decideWithdrawal(claim))
}

export function acceptRefusal(platform: Platform, command: CaseCommand) {
  return takeClaimantStep(platform, 'accept-refusal', command, {}, ({ claim }) => decideAcceptance(claim))
}

/** Opens a dispute under the version of the plan in force today; the case keeps those rules to its end. */
export function disputeRefusal(platform: Platform, command: CaseCommand & { readonly statement: string }) {
  const { statement } = command
  return takeClaimantStep(platform, 'dispute-refusal', command, { statement }, async (stored, unit) => {
    const versions = await planVersions(unit.reader, stored.planCode)
    const today = dayOf(unit.now, versions[0]!.timeZone)
    const plan = versionInForce(versions, today)
    if (!plan) throw new Error(`no version of ${stored.planCode} is in force on ${today}`)
    return decideDispute(stored.claim, { plan, statement }, today)
  })
}

/** What the board decided, however it sat. */
export interface Verdict {
  readonly upheld: boolean
  readonly verdict: string
}

/**
 * The service that receives a verdict. The review board calls it; an operator whose board sits around a table enters
 * its verdict through the same.
 */
export function receiveVerdict(platform: Platform, command: CaseCommand & Verdict) {
  const { key, actor, caseReference, upheld, verdict } = command
  const content = { caseReference, upheld, verdict }
  return takeStep(platform, { key, kind: 'receive-verdict', actor, content }, caseReference, async ({ claim }) =>
    decideVerdict(claim, { upheld, verdict }),
  )
}
