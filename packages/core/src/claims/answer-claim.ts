import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { Claim, ClaimEvent, Verdict } from './claim.ts'
import { type ClaimRefusalCode, ifEmpty, ifRelated, type Officer, unlessIn } from './refusals.ts'

type ClaimDecision = Decision<ClaimEvent, ClaimRefusalCode>

/** Most files of one claim: beyond it a reviewer can't read them, and storage is open to abuse. */
export const mostEvidencePerClaim = 60

/** May evidence be added now? Refusals: claim-not-in-status, too-much-evidence. */
export function addEvidence(
  claim: Claim,
  command: { readonly evidenceId: string; readonly sha256Commitment: string; readonly byInvestigator: boolean },
): ClaimDecision {
  const refused = unlessIn(claim, whereEvidenceIsAdded(claim, command.byInvestigator))
  if (refused) return refused
  if (claim.evidenceIds.length >= mostEvidencePerClaim)
    return refuse('too-much-evidence', { most: mostEvidencePerClaim })
  const { evidenceId, sha256Commitment } = command
  return accept({ kind: 'evidence-added', evidenceId, sha256Commitment })
}

function whereEvidenceIsAdded(claim: Claim, byInvestigator: boolean): readonly Claim['status'][] {
  if (byInvestigator) return ['investigation']
  // After a verdict an appeal needs new evidence.
  const forAppeal = claim.verdicts > 0 ? (['refused'] as const) : []
  return ['collecting-evidence', 'evidence-requested', ...forAppeal]
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
 * The claimant disputes the refusal within the plan's days, or appeals once against a verdict, on evidence added after it. The
 * dispute follows the version of the rules in force when it opens. Refusals: claim-not-in-status, dispute-too-late,
 * no-appeal, new-evidence-missing, text-missing.
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
  const appeal = claim.verdicts > 0
  if (appeal && (!plan.disputes.appeal || claim.verdicts > 1)) {
    return refuse('no-appeal', { verdicts: claim.verdicts }, { clause: plan.disputes.clause })
  }
  if (appeal && claim.evidenceIds.length === claim.evidenceAtVerdict) {
    return refuse('new-evidence-missing', {}, { clause: plan.disputes.appeal!.clause })
  }
  return (
    ifEmpty(statement, 'statement') ??
    accept({ kind: 'refusal-disputed', statement, rulesVersion: plan.version, appeal })
  )
}

/**
 * A participant whose objection was turned down brings the case before the board, while it is not shared yet. Refusals:
 * claim-not-in-status, objection-not-yours, text-missing.
 */
export function disputeObjection(
  claim: Claim,
  command: {
    readonly plan: PlanVersion
    readonly objectionId: string
    readonly objectorPersonId: bigint
    readonly statement: string
  },
): ClaimDecision {
  const refused = unlessIn(claim, ['published', 'approved'])
  if (refused) return refused
  const { objectionId, objectorPersonId, plan, statement } = command
  const own = claim.dismissedObjections.some(
    (one) => one.objectionId === objectionId && one.objectorPersonId === objectorPersonId,
  )
  if (!own) return refuse('objection-not-yours', { objection: objectionId })
  const rulesVersion = plan.version
  return (
    ifEmpty(statement, 'statement') ??
    accept({ kind: 'objection-disputed', objectionId, objectorPersonId, statement, rulesVersion })
  )
}

/**
 * A reviewer who is unsure lets the board decide. Refusals: claim-not-in-status, conflict-of-interest, not-investigated,
 * text-missing.
 */
export function referClaim(
  claim: Claim,
  command: { readonly officer: Officer; readonly plan: PlanVersion; readonly statement: string },
): ClaimDecision {
  const { officer, plan, statement } = command
  const refused = unlessIn(claim, ['deciding']) ?? ifRelated(officer) ?? ifEmpty(statement, 'statement')
  if (refused) return refused
  if (plan.review.investigation === 'always' && !claim.investigated) return refuse('not-investigated')
  return accept({
    kind: 'claim-referred',
    reviewerPersonId: officer.personId,
    statement,
    rulesVersion: plan.version,
  })
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
 * The board's verdict comes back: upheld means the claim is to be paid. Against the first one that does not pay, the claimant may
 * appeal where the plan hears appeals. Refusals: claim-not-in-status.
 */
export function receiveVerdict(
  claim: Claim,
  command: { readonly plan: PlanVersion } & Pick<Verdict, 'outcome' | 'verdict' | 'dispute'>,
  today: Temporal.PlainDate,
): ClaimDecision {
  const { disputes } = command.plan
  const { dispute, outcome, verdict } = command
  const appealable = outcome !== 'upheld' && claim.verdicts === 0 && disputes.appeal !== undefined
  const { clause } = disputes.vote ?? disputes
  return (
    unlessIn(claim, ['disputed']) ??
    accept({ kind: 'verdict-received', outcome, verdict, clause, decidedOn: today, dispute, appealable })
  )
}

/** The last calendar day on which the refusal can be disputed. */
export function lastDisputeDay(claim: Claim, plan: PlanVersion): Temporal.PlainDate {
  if (claim.refusal === null) throw new Error('a claim that was not refused has no last day of dispute')
  return claim.refusal.refusedOn.add({ days: plan.disputes.withinDays })
}
