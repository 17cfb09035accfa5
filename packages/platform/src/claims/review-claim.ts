import {
  type ApproveClaim,
  type ChecklistAnswer,
  type ClaimEvent,
  type Decision,
  dayOf,
  answerObjection as decideAnswer,
  approveClaim as decideApproval,
  assignInvestigation as decideAssignment,
  passDeskReview as decideDeskReview,
  refuseClaim as decideRefusal,
  reportInvestigation as decideReport,
  requestEvidence as decideRequest,
  returnApproval as decideReturn,
  type Officer,
  type PlanVersion,
  type RefusalReason,
} from '@tongzhou/core'
import type { Actor, Outcome, Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { removeTakenCase } from './desk/desk-store.ts'
import { ifOnAnothersDesk, leavesDesk } from './desk/on-desk.ts'
import { isRelated, type StoredClaim } from './store.ts'
import { type ClaimAnswer, takeStep } from './take-step.ts'

/** An officer's command on a case. */
export interface CaseCommand {
  readonly key: string
  readonly actor: Actor
  readonly caseReference: string
}

/** What every decision in office needs: who decides, by which version of the plan, on which day of the plan. */
interface Office {
  readonly officer: Officer
  readonly plan: PlanVersion
  readonly today: Temporal.PlainDate
}

type Decide = (stored: StoredClaim, office: Office, unit: Unit) => Promise<Decision<ClaimEvent>> | Decision<ClaimEvent>

function takeOfficeStep(
  platform: Platform,
  kind: string,
  command: CaseCommand,
  content: object,
  decide: Decide,
): Promise<Outcome<ClaimAnswer>> {
  const { key, actor, caseReference } = command
  const whole = { caseReference, ...content } as never
  const decideHere = async (stored: StoredClaim, unit: Unit) => {
    const taken = await ifOnAnothersDesk(unit, stored, actor)
    if (taken) return taken
    const plan = await planVersion(unit.reader, stored.planCode, stored.claim.planVersion)
    const officer = await officerFor(unit, stored, actor.personId!)
    return decide(stored, { officer, plan, today: dayOf(unit.now, plan.timeZone) }, unit)
  }
  return takeStep(platform, { key, kind, actor, content: whole }, caseReference, decideHere, ({ event, stored }) => ({
    rows: leavesDesk(event) ? [removeTakenCase(stored.claimId)] : [],
  }))
}

async function officerFor(unit: Unit, stored: StoredClaim, personId: bigint): Promise<Officer> {
  const { participantId, claim } = stored
  const related = await isRelated(unit.reader, personId, { participantId, claimantPersonId: claim.claimantPersonId })
  return { personId, related }
}

export function requestEvidence(platform: Platform, command: CaseCommand & { readonly question: string }) {
  const { question } = command
  return takeOfficeStep(platform, 'request-evidence', command, { question }, ({ claim }, { officer, plan, today }) =>
    decideRequest(claim, { officer, plan, question }, today),
  )
}

export interface PassDeskReviewCommand extends CaseCommand {
  readonly checklist: readonly ChecklistAnswer[]
  readonly investigate: boolean
  readonly note: string
}

export function passDeskReview(platform: Platform, command: PassDeskReviewCommand) {
  const { checklist, investigate, note } = command
  const content = { checklist, investigate, note }
  return takeOfficeStep(platform, 'pass-desk-review', command, content, ({ claim }, { officer, plan }) =>
    decideDeskReview(claim, { officer, plan, checklist, investigate, note }),
  )
}

export function assignInvestigation(
  platform: Platform,
  command: CaseCommand & { readonly investigatorPersonId: bigint },
) {
  const { investigatorPersonId } = command
  return takeOfficeStep(platform, 'assign-investigation', command, { investigatorPersonId }, async (stored, _, unit) =>
    decideAssignment(stored.claim, { investigator: await officerFor(unit, stored, investigatorPersonId) }),
  )
}

export function reportInvestigation(platform: Platform, command: CaseCommand & { readonly report: string }) {
  const { report } = command
  return takeOfficeStep(platform, 'report-investigation', command, { report }, ({ claim }, { officer }) =>
    decideReport(claim, { officer, report }),
  )
}

export function approveClaim(platform: Platform, command: CaseCommand & Pick<ApproveClaim, 'clause' | 'text'>) {
  const { clause, text } = command
  return takeOfficeStep(platform, 'approve-claim', command, { clause, text }, ({ claim }, { officer, plan }) =>
    decideApproval(claim, { officer, plan, clause, text }),
  )
}

export function returnApproval(platform: Platform, command: CaseCommand & { readonly text: string }) {
  const { text } = command
  return takeOfficeStep(platform, 'return-approval', command, { text }, ({ claim }, { officer }) =>
    decideReturn(claim, { officer, text }),
  )
}

export function refuseClaim(platform: Platform, command: CaseCommand & { readonly reason: RefusalReason }) {
  const { reason } = command
  return takeOfficeStep(platform, 'refuse-claim', command, { reason }, ({ claim }, { officer, plan, today }) =>
    decideRefusal(claim, { officer, plan, reason }, today),
  )
}

export interface AnswerObjectionCommand extends CaseCommand {
  readonly objectionId: string
  readonly upheld: boolean
  readonly text: string
}

export function answerObjection(platform: Platform, command: AnswerObjectionCommand) {
  const { objectionId, upheld, text } = command
  return takeOfficeStep(
    platform,
    'answer-objection',
    command,
    { objectionId, upheld, text },
    ({ claim }, { officer }) => decideAnswer(claim, { officer, objectionId, upheld, text }),
  )
}
