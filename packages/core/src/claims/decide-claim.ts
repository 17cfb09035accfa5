import { accept, type Decision, type Refused, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { type Claim, type ClaimEvent, type RefusalReason, reviewerReasons } from './claim.ts'
import { type ClaimRefusalCode, ifEmpty, ifRelated, type Officer, unlessIn } from './refusals.ts'

type ClaimDecision = Decision<ClaimEvent, ClaimRefusalCode>

export interface ApproveClaim {
  readonly officer: Officer
  readonly plan: PlanVersion
  readonly clause: string
  readonly text: string
}

/**
 * Approves a claim, or confirms the approval that another person proposed. A payout above the plan's
 * `secondApprovalAboveFen` needs two different people. Refusals: claim-not-in-status, conflict-of-interest,
 * not-investigated, clause-unknown, text-missing, same-person-twice.
 */
export function approveClaim(claim: Claim, command: ApproveClaim): ClaimDecision {
  const { officer, plan, clause, text } = command
  const refused = unlessIn(claim, ['deciding', 'second-approval']) ?? ifRelated(officer)
  if (refused) return refused
  if (plan.review.investigation === 'always' && !claim.investigated) return refuse('not-investigated')
  const incomplete = ifClauseUnknown(plan, clause) ?? ifEmpty(text, 'text')
  if (incomplete) return incomplete
  const reviewerPersonId = officer.personId
  if (claim.status === 'second-approval') {
    if (claim.proposedBy === reviewerPersonId) return refuse('same-person-twice')
    return accept({ kind: 'claim-approved', reviewerPersonId, clause, text })
  }
  const second = claim.payoutFen > BigInt(plan.review.secondApprovalAboveFen)
  return accept({ kind: second ? 'approval-proposed' : 'claim-approved', reviewerPersonId, clause, text })
}

/**
 * The second person does not agree: the claim goes back to be decided anew. Refusals: claim-not-in-status,
 * conflict-of-interest, same-person-twice, text-missing.
 */
export function returnApproval(
  claim: Claim,
  command: { readonly officer: Officer; readonly text: string },
): ClaimDecision {
  const refused = unlessIn(claim, ['second-approval']) ?? ifRelated(command.officer)
  if (refused) return refused
  if (claim.proposedBy === command.officer.personId) return refuse('same-person-twice')
  return (
    ifEmpty(command.text, 'text') ??
    accept({ kind: 'approval-returned', reviewerPersonId: command.officer.personId, text: command.text })
  )
}

export interface RefuseClaim {
  readonly officer: Officer
  readonly plan: PlanVersion
  readonly reason: RefusalReason
}

/**
 * Refuses a claim with a code, the plan's clause and a text. A refusal over an undeclared fact must name the health
 * question and say how the fact bears on this illness; a fact that does not bear on it is no ground.
 * Refusals: claim-not-in-status, conflict-of-interest, clause-unknown, text-missing, question-unknown,
 * fact-does-not-bear-on-illness.
 */
export function refuseClaim(claim: Claim, command: RefuseClaim, today: Temporal.PlainDate): ClaimDecision {
  const { officer, plan, reason } = command
  const refused =
    unlessIn(claim, ['desk-review', 'deciding']) ??
    ifRelated(officer) ??
    ifClauseUnknown(plan, reason.clause) ??
    ifEmpty(reason.text, 'text') ??
    ifNotRelevant(claim, plan, reason)
  if (refused) return refused
  if (!(reviewerReasons as readonly string[]).includes(reason.code))
    throw new Error(`${reason.code} is not a reason that a reviewer may give`)
  return accept({ kind: 'claim-refused', reviewerPersonId: officer.personId, refusedOn: today, reason })
}

/**
 * The deadline of a request for evidence has passed without an answer: refused by the calendar, open to dispute.
 * Refusals: claim-not-in-status (also while the deadline is not over).
 */
export function lapseEvidenceRequest(claim: Claim, plan: PlanVersion, today: Temporal.PlainDate): ClaimDecision {
  const refused = unlessIn(claim, ['evidence-requested'])
  if (refused) return refused
  if (claim.evidenceDueOn === null || Temporal.PlainDate.compare(today, claim.evidenceDueOn) <= 0) {
    return refuse('claim-not-in-status', { status: claim.status, dueOn: String(claim.evidenceDueOn) })
  }
  const clause = plan.review.clause
  const text = plan.clauses.find((one) => one.id === clause)?.text.zh ?? ''
  const reason: RefusalReason = { code: 'evidence-not-provided', clause, text }
  return accept({ kind: 'claim-refused', reviewerPersonId: null, refusedOn: today, reason })
}

function ifClauseUnknown(plan: PlanVersion, clause: string): Refused<ClaimRefusalCode> | null {
  if (plan.clauses.some((one) => one.id === clause)) return null
  return refuse('clause-unknown', { clause, version: plan.version }, { field: 'clause' })
}

function ifNotRelevant(claim: Claim, plan: PlanVersion, reason: RefusalReason): Refused<ClaimRefusalCode> | null {
  if (reason.code !== 'undeclared-fact') return null
  const asked = plan.eligibility.healthQuestions.find((one) => one.code === reason.undeclared?.question)
  if (!asked || !reason.undeclared) return refuse('question-unknown', {}, { field: 'undeclared' })
  const missing = ifEmpty(reason.undeclared.bearing, 'undeclared.bearing')
  if (missing) return missing
  const category = plan.cover.illnesses.find((one) => one.code === claim.statement.illness)?.category
  const bears = asked.bearsOn.some((code) => code === claim.statement.illness || code === category)
  if (bears) return null
  return refuse('fact-does-not-bear-on-illness', { question: asked.code, illness: claim.statement.illness })
}
