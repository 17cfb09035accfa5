import { dayOf, isBefore } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { LedgerTransaction, Posting } from '../ledger/index.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { PeriodState } from './period.ts'
import { type AnnouncedRunOff, isBorneByOperator } from './run-off.ts'
import { type CaseToShare, computeShare, type ShareResult } from './share.ts'
import { shareTerms } from './share-terms.ts'

export type ClosePeriodRefusal =
  | 'period-not-published'
  | 'period-already-settled'
  | 'sharing-day-not-come'
  | 'earlier-period-not-settled'
  | 'roll-not-taken'

export interface ClosingState {
  readonly period: PeriodState
  /** Code of the earliest published period of the plan before this one that is not settled: its carry is not known yet. */
  readonly earlierUnsettled: string | null
  readonly runOff: AnnouncedRunOff | null
}

/** What the books and the roll say on the day of the close. */
export interface ClosingFigures {
  /** Cases to which nobody objects any more. */
  readonly cases: readonly CaseToShare[]
  /** Rows of the roll without the exempted. */
  readonly participants: bigint
  /** What the carry account holds for the participants. */
  readonly carryInFen: bigint
  /** Balance of the shortfall account; negative where more came in late than was open. */
  readonly shortfallFen: bigint
  /** Shares of the settled periods of the same calendar year. */
  readonly yearSoFarFen: bigint
}

export interface PeriodSettled extends ShareResult {
  readonly kind: 'period-settled'
  readonly code: string
  readonly participants: bigint
  readonly carryInFen: bigint
  readonly shortfallFen: bigint
  readonly yearSoFarFen: bigint
  readonly borneByOperator: boolean
}

type ClosingPlan = Pick<PlanVersion, 'sharing' | 'timeZone'>

/**
 * Whether a period may be settled now. Periods of a plan are settled one after another, because each takes over the carry of
 * the one before. Refused in the order of `ClosePeriodRefusal`; `roll-not-taken` only where participants share.
 */
export function mayClose(
  plan: ClosingPlan,
  { period, earlierUnsettled, runOff }: ClosingState,
  now: Temporal.Instant,
): Decision<{ readonly borneByOperator: boolean }, ClosePeriodRefusal> {
  const { code, sharingDay } = period.calendar
  const clause = { clause: plan.sharing.clause }
  if (period.status === 'open') return refuse('period-not-published', { period: code }, clause)
  if (period.status === 'settled' || period.status === 'closed') {
    return refuse('period-already-settled', { period: code }, clause)
  }
  if (isBefore(dayOf(now, plan.timeZone), sharingDay)) {
    return refuse('sharing-day-not-come', { period: code, sharingDay: sharingDay.toString() }, clause)
  }
  if (earlierUnsettled !== null) {
    return refuse('earlier-period-not-settled', { period: code, earlier: earlierUnsettled }, clause)
  }
  const borneByOperator = isBorneByOperator(runOff, sharingDay)
  if (!borneByOperator && period.status === 'published') return refuse('roll-not-taken', { period: code }, clause)
  return accept({ borneByOperator })
}

/**
 * Settles a period: its share and everything that follows from it, from the figures of the day. Refused as `mayClose`.
 * Source: design, "Money and sharing".
 */
export function closePeriod(
  plan: ClosingPlan,
  state: ClosingState,
  figures: ClosingFigures,
  now: Temporal.Instant,
): Decision<PeriodSettled, ClosePeriodRefusal> {
  const allowed = mayClose(plan, state, now)
  if (!allowed.accepted) return allowed
  const { borneByOperator } = allowed.event
  // On the roll or not: in run-off nobody shares.
  const participants = borneByOperator ? 0n : figures.participants
  const { cases: _, ...inputs } = figures
  const share = computeShare({ ...figures, participants, borneByOperator, terms: shareTerms(plan) })
  const { code } = state.period.calendar
  return accept({ kind: 'period-settled', code, ...inputs, participants, borneByOperator, ...share })
}

/**
 * The booking of a settled period, or none where nothing moves. The shortfall account is cleared, the carry account brought to
 * the carry out; all lines sum to zero by the identity of `computeShare`.
 */
export function settlementBooking(plan: string, settled: PeriodSettled): readonly LedgerTransaction[] {
  const lines: readonly Posting[] = [
    { account: 'participants-receivable', amountFen: settled.chargedFen },
    { account: 'operator-receivable', amountFen: settled.operatorFen },
    { account: 'payouts-payable', amountFen: -settled.payoutsFen },
    { account: 'management-fee', amountFen: -settled.feesFen },
    { account: 'shortfall', amountFen: -settled.shortfallFen },
    { account: 'carry', amountFen: settled.carryInFen - settled.carryOutFen },
  ]
  const postings = lines.filter(({ amountFen }) => amountFen !== 0n)
  const subject = `period/${plan}/${settled.code}`
  return postings.length === 0 ? [] : [{ plan, subject, memo: 'period settled', postings }]
}
