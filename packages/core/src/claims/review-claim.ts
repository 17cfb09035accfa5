import { accept, type Decision, refuse } from '../decision.ts'
import { type PlanVersion, requiredChecklist } from '../plans/index.ts'
import type { ChecklistAnswer, Claim, ClaimEvent } from './claim.ts'
import { type ClaimRefusalCode, ifEmpty, ifRelated, type Officer, unlessIn } from './refusals.ts'

type ClaimDecision = Decision<ClaimEvent, ClaimRefusalCode>

/**
 * Asks the claimant for more evidence, with a deadline of the plan's `evidenceRequestDays`.
 * Refusals: claim-not-in-status, conflict-of-interest, text-missing.
 */
export function requestEvidence(
  claim: Claim,
  command: { readonly officer: Officer; readonly plan: PlanVersion; readonly question: string },
  today: Temporal.PlainDate,
): ClaimDecision {
  const refused =
    unlessIn(claim, ['desk-review', 'investigation', 'deciding']) ??
    ifRelated(command.officer) ??
    ifEmpty(command.question, 'question')
  if (refused) return refused
  const dueOn = today.add({ days: command.plan.review.evidenceRequestDays })
  return accept({ kind: 'evidence-requested', question: command.question, dueOn })
}

export interface PassDeskReview {
  readonly officer: Officer
  readonly plan: PlanVersion
  readonly checklist: readonly ChecklistAnswer[]
  /** Asks for a field check where the plan leaves it to the reviewer. */
  readonly investigate: boolean
  readonly note: string
}

/**
 * The desk review is done: every item of the illness's checklist is answered. An unsatisfied item needs a note.
 * Refusals: claim-not-in-status, conflict-of-interest, checklist-incomplete, text-missing.
 */
export function passDeskReview(claim: Claim, command: PassDeskReview): ClaimDecision {
  const refused = unlessIn(claim, ['desk-review']) ?? ifRelated(command.officer)
  if (refused) return refused
  const answered = new Map(command.checklist.map((answer) => [answer.code, answer]))
  const open = requiredChecklist(command.plan, claim.statement.illness).filter((item) => !answered.has(item.code))
  if (open.length > 0) {
    return refuse('checklist-incomplete', { missing: open.map((item) => item.code).join(', ') }, { field: 'checklist' })
  }
  for (const answer of command.checklist) {
    if (!answer.satisfied && answer.note.trim() === '') {
      return refuse('text-missing', { item: answer.code }, { field: 'checklist' })
    }
  }
  const investigate = command.plan.review.investigation === 'always' || command.investigate
  const { checklist, note } = command
  return accept({
    kind: 'desk-review-passed',
    reviewerPersonId: command.officer.personId,
    checklist,
    investigate,
    note,
  })
}

/**
 * Gives the field check to an investigator; again for another one. Refusals: claim-not-in-status, conflict-of-interest
 * (of the investigator).
 */
export function assignInvestigation(claim: Claim, command: { readonly investigator: Officer }): ClaimDecision {
  const refused = unlessIn(claim, ['investigation']) ?? ifRelated(command.investigator)
  return refused ?? accept({ kind: 'investigation-assigned', investigatorPersonId: command.investigator.personId })
}

/**
 * The assigned investigator reports what was found. Refusals: claim-not-in-status, conflict-of-interest,
 * not-the-investigator, text-missing.
 */
export function reportInvestigation(
  claim: Claim,
  command: { readonly officer: Officer; readonly report: string },
): ClaimDecision {
  const refused = unlessIn(claim, ['investigation']) ?? ifRelated(command.officer)
  if (refused) return refused
  if (claim.investigatorPersonId !== command.officer.personId) return refuse('not-the-investigator')
  return (
    ifEmpty(command.report, 'report') ??
    accept({
      kind: 'investigation-reported',
      investigatorPersonId: command.officer.personId,
      report: command.report,
    })
  )
}
