import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { Claim, ClaimEvent } from './claim.ts'
import { type ClaimRefusalCode, ifEmpty, unlessIn } from './refusals.ts'

type ClaimDecision = Decision<ClaimEvent, ClaimRefusalCode>

/** Most files of one claim: beyond it a reviewer can't read them, and storage is open to abuse. */
export const mostEvidencePerClaim = 60

/** May evidence be added now? Refusals: claim-not-in-status, too-much-evidence. */
export function addEvidence(
  claim: Claim,
  command: { readonly evidenceId: string; readonly sha256Commitment: string; readonly byInvestigator: boolean },
): ClaimDecision {
  const refused = unlessIn(
    claim,
    command.byInvestigator ? ['investigation'] : ['collecting-evidence', 'evidence-requested'],
  )
  if (refused) return refused
  if (claim.evidenceIds.length >= mostEvidencePerClaim)
    return refuse('too-much-evidence', { most: mostEvidencePerClaim })
  const { evidenceId, sha256Commitment } = command
  return accept({ kind: 'evidence-added', evidenceId, sha256Commitment })
}

/** The claimant hands the papers in, at first or after a request. Refusals: claim-not-in-status, no-evidence. */
export function submitClaim(claim: Claim): ClaimDecision {
  const refused = unlessIn(claim, ['collecting-evidence', 'evidence-requested'])
  if (refused) return refused
  return claim.evidenceIds.length === 0 ? refuse('no-evidence') : accept({ kind: 'claim-submitted' })
}

/** The claimant takes the claim back, at any time before it is shared. Refusals: claim-not-in-status. */
export function withdrawClaim(claim: Claim): ClaimDecision {
  return (
    unlessIn(claim, [
      'collecting-evidence',
      'desk-review',
      'evidence-requested',
      'investigation',
      'deciding',
      'second-approval',
      'approved',
      'published',
      'refused',
      'disputed',
    ]) ?? accept({ kind: 'claim-withdrawn' })
  )
}

/** The claimant accepts the refusal; the claim is closed. Refusals: claim-not-in-status. */
export function acceptRefusal(claim: Claim): ClaimDecision {
  return unlessIn(claim, ['refused']) ?? accept({ kind: 'refusal-accepted' })
}

/**
 * The claimant disputes the refusal within the plan's days. The dispute follows the version of the rules in force when
 * it opens. Refusals: claim-not-in-status, dispute-too-late, text-missing.
 */
export function disputeRefusal(
  claim: Claim,
  command: { readonly plan: PlanVersion; readonly statement: string },
  today: Temporal.PlainDate,
): ClaimDecision {
  const refused = unlessIn(claim, ['refused'])
  if (refused) return refused
  const lastDay = lastDisputeDay(claim, command.plan)
  if (Temporal.PlainDate.compare(today, lastDay) > 0) {
    return refuse('dispute-too-late', { lastDay: lastDay.toString() }, { clause: command.plan.disputes.clause })
  }
  const { statement, plan } = command
  return ifEmpty(statement, 'statement') ?? accept({ kind: 'refusal-disputed', statement, rulesVersion: plan.version })
}

/** A refusal that nobody disputed within the plan's days is final. Refusals: claim-not-in-status. */
export function closeUndisputed(claim: Claim, plan: PlanVersion, today: Temporal.PlainDate): ClaimDecision {
  const refused = unlessIn(claim, ['refused'])
  if (refused) return refused
  const lastDay = lastDisputeDay(claim, plan)
  if (Temporal.PlainDate.compare(today, lastDay) <= 0) {
    return refuse('claim-not-in-status', { status: claim.status, lastDay: lastDay.toString() })
  }
  return accept({ kind: 'claim-closed' })
}

/**
 * The board's verdict comes back: upheld means the claim is to be paid. One verdict a claim. Refusals:
 * claim-not-in-status.
 */
export function receiveVerdict(
  claim: Claim,
  command: { readonly upheld: boolean; readonly verdict: string },
): ClaimDecision {
  return (
    unlessIn(claim, ['disputed']) ??
    accept({ kind: 'verdict-received', upheld: command.upheld, verdict: command.verdict })
  )
}

/** The last calendar day on which the refusal can be disputed. */
export function lastDisputeDay(claim: Claim, plan: PlanVersion): Temporal.PlainDate {
  if (claim.refusal === null) throw new Error('a claim that was not refused has no last day of dispute')
  return claim.refusal.refusedOn.add({ days: plan.disputes.withinDays })
}
