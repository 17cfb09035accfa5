import {
  type ClaimEvent,
  type Decision,
  dayOf,
  disputeObjection as decideObjection,
  referClaim as decideReferral,
  disputeRefusal as decideRefusal,
  type PlanVersion,
  refuse,
  versionInForce,
} from '@tongzhou/core'
import type { Outcome, Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersions } from '../plans/index.ts'
import { actsForClaimant } from './answer-claim.ts'
import type { Board, DisputingEvent } from './board.ts'
import { ifOnAnothersDesk } from './desk/on-desk.ts'
import type { CaseCommand } from './review-claim.ts'
import { isRelated, type StoredClaim } from './store.ts'
import { type ClaimAnswer, takeStep } from './take-step.ts'

/** The claimant disputes a refusal, or appeals against a verdict, with a statement. */
export function disputeRefusal(
  platform: Platform,
  board: Board,
  command: CaseCommand & { readonly statement: string },
) {
  const { actor, statement } = command
  return bring(platform, board, 'dispute-refusal', command, { statement }, async (stored, unit, plan, today) => {
    if (!(await actsForClaimant(unit, stored, actor.personId))) return notFound(command)
    return decideRefusal(stored.claim, { plan, statement }, today)
  })
}

/** A participant does not accept that their objection was turned down. */
export function disputeObjection(
  platform: Platform,
  board: Board,
  command: CaseCommand & { readonly objectionId: string; readonly statement: string },
) {
  const { actor, objectionId, statement } = command
  const content = { objectionId, statement }
  return bring(platform, board, 'dispute-objection', command, content, async ({ claim }, _, plan) => {
    if (!claim.raisedObjections.some(({ objectorPersonId }) => objectorPersonId === actor.personId))
      return notFound(command)
    return decideObjection(claim, { plan, objectionId, objectorPersonId: actor.personId!, statement })
  })
}

/** A reviewer is unsure and lets the board decide. */
export function referClaim(platform: Platform, board: Board, command: CaseCommand & { readonly statement: string }) {
  const { actor, statement } = command
  return bring(platform, board, 'refer-claim', command, { statement }, async (stored, unit, plan) => {
    const taken = await ifOnAnothersDesk(unit, stored, actor)
    if (taken) return taken
    const { claim, participantId } = stored
    const personId = actor.personId!
    const { claimantPersonId } = claim
    const related = await isRelated(unit.reader, personId, { participantId, claimantPersonId })
    return decideReferral(claim, { officer: { personId, related }, plan, statement })
  })
}

type Decide = (
  stored: StoredClaim,
  unit: Unit,
  plan: PlanVersion,
  today: Temporal.PlainDate,
) => Promise<Decision<ClaimEvent>>

/** The case keeps the rules of the version in force today to the end of the dispute. */
function bring(
  platform: Platform,
  board: Board,
  kind: string,
  command: CaseCommand,
  content: object,
  decide: Decide,
): Promise<Outcome<ClaimAnswer>> {
  const { key, actor, caseReference } = command
  const whole = { caseReference, ...content } as never
  return takeStep(
    platform,
    { key, kind, actor, content: whole },
    caseReference,
    async (stored, unit) => {
      const { plan, today } = await rulesToday(unit, stored.planCode)
      return decide(stored, unit, plan, today)
    },
    async ({ event, stored, unit }) => {
      const { plan } = await rulesToday(unit, stored.planCode)
      return board.opened(unit, { actor, stored, event: event as DisputingEvent, plan })
    },
  )
}

/** The version of a plan that is in force today, and today in its zone. */
export async function rulesToday({ now, reader }: Pick<Unit, 'now' | 'reader'>, planCode: string) {
  const versions = await planVersions(reader, planCode)
  const today = dayOf(now, versions[0]!.timeZone)
  const plan = versionInForce(versions, today)
  if (!plan) throw new Error(`no version of ${planCode} is in force on ${today}`)
  return { plan, today }
}

const notFound = ({ caseReference }: CaseCommand) => refuse('claim-not-found', { case: caseReference })
