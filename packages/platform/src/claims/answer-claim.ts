import {
  type ClaimEvent,
  type Decision,
  dayOf,
  acceptRefusal as decideAcceptance,
  submitClaim as decideSubmission,
  receiveVerdict as decideVerdict,
  withdrawClaim as decideWithdrawal,
  refuse,
  type Verdict,
} from '@tongzhou/core'
import type { Outcome, Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { loadParticipant } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import type { Board } from './board.ts'
import type { CaseCommand } from './review-claim.ts'
import type { StoredClaim } from './store.ts'
import { type BesidesStep, type ClaimAnswer, takeStep } from './take-step.ts'

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
  besides?: BesidesStep,
): Promise<Outcome<ClaimAnswer>> {
  const { key, actor, caseReference } = command
  const whole = { caseReference, ...content } as never
  const decideForThem = async (stored: StoredClaim, unit: Unit) =>
    (await actsForClaimant(unit, stored, actor.personId))
      ? decide(stored, unit)
      : refuse('claim-not-found', { case: caseReference })
  return takeStep(platform, { key, kind, actor, content: whole }, caseReference, decideForThem, besides)
}

export function submitClaim(platform: Platform, command: CaseCommand) {
  return takeClaimantStep(platform, 'submit-claim', command, {}, ({ claim }) => decideSubmission(claim))
}

/** Takes the claim back; one that is before the board is taken back from it too, and its ballots stay sealed. */
export function withdrawClaim(platform: Platform, board: Board, command: CaseCommand) {
  const besides: BesidesStep = async ({ stored, unit }) =>
    stored.claim.status === 'disputed' ? board.withdrawn(unit, stored) : {}
  return takeClaimantStep(platform, 'withdraw-claim', command, {}, ({ claim }) => decideWithdrawal(claim), besides)
}

export function acceptRefusal(platform: Platform, command: CaseCommand) {
  return takeClaimantStep(platform, 'accept-refusal', command, {}, ({ claim }) => decideAcceptance(claim))
}

/**
 * The verdict of a board that sits around a table, as the operator enters it: only where the plan's rules know no vote, which
 * would decide by itself. Refusals: board-decides, those of the step.
 */
export function enterVerdict(platform: Platform, command: CaseCommand & Pick<Verdict, 'outcome' | 'verdict'>) {
  const { key, actor, caseReference, outcome, verdict } = command
  const content = { caseReference, outcome, verdict }
  return takeStep(platform, { key, kind: 'enter-verdict', actor, content }, caseReference, async (stored, unit) => {
    const { claim, planCode } = stored
    const plan = await planVersion(unit.reader, planCode, claim.disputeRulesVersion ?? claim.planVersion)
    if (plan.disputes.vote) return refuse('board-decides', {}, { clause: plan.disputes.vote.clause })
    return decideVerdict(claim, { plan, outcome, verdict, dispute: null }, dayOf(unit.now, plan.timeZone))
  })
}
