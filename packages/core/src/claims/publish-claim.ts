import { accept, type Decision, refuse } from '../decision.ts'
import type { Claim, ClaimEvent } from './claim.ts'
import { type ClaimRefusalCode, ifEmpty, ifRelated, type Officer, unlessIn } from './refusals.ts'

type ClaimDecision = Decision<ClaimEvent, ClaimRefusalCode>

/**
 * The case becomes public with its period. A case with an objection still open waits. Refusals: claim-not-in-status,
 * objection-not-open never (a held-over case is published again once its objections are decided).
 */
export function publishClaim(
  claim: Claim,
  command: { readonly period: string; readonly objectionsUntil: Temporal.PlainDate },
): ClaimDecision {
  const refused = unlessIn(claim, ['approved'])
  if (refused) return refused
  if (claim.openObjections.length > 0) {
    return refuse('claim-not-in-status', { status: claim.status, openObjections: claim.openObjections.length })
  }
  return accept({ kind: 'claim-published', ...command })
}

export interface RaiseObjection {
  readonly objectionId: string
  readonly objectorPersonId: bigint
  /** Whether the objector is a participant of the plan today. */
  readonly inPlan: boolean
  readonly related: boolean
  readonly reason: string
}

/**
 * A participant says why a published case breaks the rules; until the day before the sharing day. Refusals:
 * claim-not-in-status, objection-window-closed, objector-not-in-plan, conflict-of-interest, objection-already-raised,
 * text-missing.
 */
export function raiseObjection(claim: Claim, command: RaiseObjection, today: Temporal.PlainDate): ClaimDecision {
  const refused = unlessIn(claim, ['published'])
  if (refused) return refused
  if (claim.objectionsUntil === null || Temporal.PlainDate.compare(today, claim.objectionsUntil) > 0) {
    return refuse('objection-window-closed', { until: String(claim.objectionsUntil) })
  }
  if (!command.inPlan) return refuse('objector-not-in-plan')
  if (command.related) return refuse('conflict-of-interest')
  if (claim.objectors.includes(command.objectorPersonId)) return refuse('objection-already-raised')
  const { objectionId, objectorPersonId, reason } = command
  return ifEmpty(reason, 'reason') ?? accept({ kind: 'objection-raised', objectionId, objectorPersonId, reason })
}

export interface AnswerObjection {
  readonly officer: Officer
  readonly objectionId: string
  readonly upheld: boolean
  readonly text: string
}

/**
 * A reviewer answers an objection: dismissed, or upheld, which takes the case out of the period and back to review.
 * Refusals: claim-not-in-status, conflict-of-interest, objection-not-open, text-missing.
 */
export function answerObjection(claim: Claim, command: AnswerObjection): ClaimDecision {
  const refused = unlessIn(claim, ['published', 'approved']) ?? ifRelated(command.officer)
  if (refused) return refused
  if (!claim.openObjections.includes(command.objectionId)) return refuse('objection-not-open')
  const { objectionId, text, upheld } = command
  const kind = upheld ? 'objection-upheld' : 'objection-dismissed'
  return ifEmpty(text, 'text') ?? accept({ kind, objectionId, reviewerPersonId: command.officer.personId, text })
}

/**
 * The sharing day has come. A case with an open objection is held over to a later period, any other is settled: its
 * payout is owed from now on. Refusals: claim-not-in-status.
 */
export function settleClaim(claim: Claim, command: { readonly period: string }): ClaimDecision {
  const refused = unlessIn(claim, ['published'])
  if (refused) return refused
  if (claim.period !== command.period) return refuse('claim-not-in-status', { period: claim.period ?? '' })
  if (claim.openObjections.length > 0) return accept({ kind: 'claim-held-over' })
  return accept({ kind: 'claim-settled', period: command.period })
}

/** The payout has arrived at the payee. Refusals: claim-not-in-status. */
export function payClaim(
  claim: Claim,
  command: { readonly paidOn: Temporal.PlainDate; readonly paidFen: bigint },
): ClaimDecision {
  return unlessIn(claim, ['settled']) ?? accept({ kind: 'claim-paid', ...command })
}
