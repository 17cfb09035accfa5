import type { ShareTerms } from './share.ts'

/** Settled periods that a forecast rests on. */
export interface ObservedPeriods {
  /** Cases by their payout. */
  readonly payouts: readonly { readonly payoutFen: bigint; readonly cases: number }[]
  /** The participants of the periods added up: one who shared in all of 24 periods counts 24. */
  readonly participantPeriods: bigint
}

export interface CostForecast {
  readonly expectedCases: number
  /** Per participant, fee included, for all periods ahead together; whole fen. */
  readonly expectedFen: bigint
  readonly lowFen: bigint
  readonly highFen: bigint
}

/**
 * What a participant will bear in the periods ahead, with the range in which 95 of 100 such futures lie. The number of cases is Poisson at
 * the observed rate, payouts are drawn from the observed ones (a compound Poisson sum), and the rate itself is known only as well as the
 * observed cases tell it; both uncertainties are added as variances. Caps per case and per year of `terms` cut what a participant bears; the
 * cap per year is taken for the whole of the periods. It knows nothing of growth, seasons or epidemics. Null where no case or no participant
 * was observed: that says nothing. Floating point: an estimate, never booked.
 */
export function forecastCost(
  observed: ObservedPeriods,
  ahead: { readonly participants: bigint; readonly periods: number },
  terms: ShareTerms,
): CostForecast | null {
  const seen = observed.payouts.reduce((sum, { cases }) => sum + cases, 0)
  if (seen === 0 || observed.participantPeriods <= 0n || ahead.participants <= 0n) return null
  const participants = Number(ahead.participants)
  const expectedCases = (seen / Number(observed.participantPeriods)) * participants * ahead.periods
  const perHead = observed.payouts.map(({ cases, payoutFen }) => ({
    cases,
    fen: costPerHead(payoutFen, participants, terms),
  }))
  const mean = perHead.reduce((sum, { cases, fen }) => sum + cases * fen, 0) / seen
  const meanOfSquares = perHead.reduce((sum, { cases, fen }) => sum + cases * fen * fen, 0) / seen
  const expected = expectedCases * mean
  const spread = 1.96 * Math.sqrt(expectedCases * meanOfSquares + expected ** 2 / seen)
  const most = terms.capPerYearFen === null ? Number.POSITIVE_INFINITY : Number(terms.capPerYearFen)
  const whole = (fen: number) => BigInt(Math.round(Math.min(Math.max(fen, 0), most)))
  return {
    expectedCases,
    expectedFen: whole(expected),
    lowFen: whole(expected - spread),
    highFen: whole(expected + spread),
  }
}

/** What one participant bears of a case, before rounding to a fen. */
function costPerHead(payoutFen: bigint, participants: number, terms: ShareTerms): number {
  const even = (Number(payoutFen) * (1 + terms.managementFeeBasisPoints / 10_000)) / participants
  return terms.capPerCaseFen === null ? even : Math.min(even, Number(terms.capPerCaseFen))
}
