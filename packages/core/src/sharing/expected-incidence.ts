/**
 * Cases per million participants and half-month that the original platform published from late 2020 to January 2022, lowest and highest
 * (27 and 53), in the middle.
 */
const referenceCasesPerMillionHalfMonth = (27 + 53) / 2

/**
 * How much more often than everybody together an age falls critically ill. An assumption, not a table of an actuary: it keeps to the mean
 * ages that the original platform published (34.4 years of all, 39 of the men and 42 of the women helped).
 */
const riskByAge: readonly { readonly toAge: number; readonly risk: number }[] = [
  { toAge: 9, risk: 0.25 },
  { toAge: 17, risk: 0.2 },
  { toAge: 29, risk: 0.4 },
  { toAge: 39, risk: 0.85 },
  { toAge: 49, risk: 1.55 },
  { toAge: Number.POSITIVE_INFINITY, risk: 2.2 },
]

/** The relative risk of an age in full years; 1 is everybody together. */
export function relativeRisk(ageYears: number): number {
  return riskByAge.find(({ toAge }) => ageYears <= toAge)!.risk
}

/** Cases that a person of an age is expected to have in a year. */
export function expectedCasesPerYear(ageYears: number): number {
  return (referenceCasesPerMillionHalfMonth / 1_000_000) * 24 * relativeRisk(ageYears)
}

/** z of a range that 95 of 100 fall into. */
const ninetyFivePercent = 1.96

export interface CountRange {
  readonly low: number
  readonly high: number
}

/**
 * The range in which 95 of 100 counts lie where `expected` is right: Poisson, by its normal approximation, never below zero. Throws a
 * RangeError on a negative expectation.
 */
export function poissonRange(expected: number): CountRange {
  if (!(expected >= 0)) throw new RangeError(`an expectation is not negative: ${expected}`)
  const spread = ninetyFivePercent * Math.sqrt(expected)
  return { low: Math.max(0, expected - spread), high: expected + spread }
}
