import type { CaseFacts, RateFacts } from './case-facts.ts'
import type { RiskSignal, RiskSignalCode } from './signal.ts'

/** Fewer cases than this say nothing, however rare they were expected to be. */
export const fewestCasesForRate = 4
/** The plan's cases in the time before; of fewer nobody can say which hospitals are large, and every large one would be a surprise. */
export const fewestEarlierCases = 30

/** How unlikely the number has to be by chance, with the strength of each step; the first that is met counts. */
export const rateSteps = [
  { chanceBelow: 1e-3, strength: 100 },
  { chanceBelow: 3e-3, strength: 60 },
  { chanceBelow: 1e-2, strength: 35 },
  { chanceBelow: 3e-2, strength: 20 },
] as const

/** Bounds of what doctors are taken to differ by; without them a handful of cases would say that all are alike, or that none is. */
const leastShape = 0.1
const mostShape = 20

/**
 * How alike doctors are in their share of cases: the shape of a gamma distribution with the mean and the variance of their
 * counts, less what counts vary by chance. Small where a few have most cases.
 */
export function shapeOfShares({ known, planCases, planEarlier, squares }: RateFacts): number {
  const mean = (planCases + planEarlier) / Math.max(1, known)
  const beyondChance = squares / Math.max(1, known) - mean ** 2 - mean
  return beyondChance <= 0 ? mostShape : Math.min(mostShape, Math.max(leastShape, mean ** 2 / beyondChance))
}

/** Cases that are added to one's past, and to the plan's, before a share is taken: what is believed of who has no past. */
interface Prior {
  readonly cases: number
  readonly planCases: number
}

/** Of doctors: the mean of all, by as much as they are alike. */
export function priorOfDoctors(rate: RateFacts): Prior {
  const cases = shapeOfShares(rate)
  return { cases, planCases: cases * rate.known }
}

/**
 * Of hospitals: nothing but their own past, as a few have most cases and the mean says little. Then the chance is that of the exact test
 * for two Poisson counts (Przyborowski and Wilenski, 1940), and a large hospital is no surprise.
 */
export const priorOfHospitals: Prior = { cases: 1, planCases: 0 }

/** What is to be expected of one: its share of the plan's cases in the time before, drawn towards the prior. */
export function expectedCases({ earlier, planCases, planEarlier }: RateFacts, prior: Prior): number {
  return planCases * Math.min(1, (prior.cases + earlier) / (prior.planCases + planEarlier))
}

/**
 * Probability of `observed` cases or more where `expected` come on average, and what is expected is known as well as a gamma distribution
 * of this shape says: a negative binomial. Of a hospital without a past a large number is little surprise. Right to about 1e-12.
 */
export function chanceOfAtLeast(observed: number, expected: number, shape: number): number {
  const more = expected / (expected + shape)
  let term = (1 - more) ** shape
  let fewer = 0
  for (let count = 0; count < observed; count += 1) {
    fewer += term
    term *= (more * (shape + count)) / (count + 1)
  }
  return Math.max(0, 1 - fewer)
}

/** The hospital, and the doctor with the least likely number, where they are far above what was to be expected. */
export function rateSignals({ doctors, hospital }: CaseFacts): readonly RiskSignal[] {
  const ofDoctors = doctors
    .flatMap((doctor) => rateSignal('doctor-above-rate', doctor, priorOfDoctors(doctor)))
    .sort((left, right) => right.strength - left.strength)
  return [...(hospital ? rateSignal('hospital-above-rate', hospital, priorOfHospitals) : []), ...ofDoctors.slice(0, 1)]
}

function rateSignal(code: RiskSignalCode, rate: RateFacts, prior: Prior): readonly RiskSignal[] {
  if (rate.observed < fewestCasesForRate || rate.planEarlier < fewestEarlierCases) return []
  const expected = expectedCases(rate, prior)
  const chance = chanceOfAtLeast(rate.observed, expected, prior.cases + rate.earlier)
  const step = rateSteps.find(({ chanceBelow }) => chance < chanceBelow)
  if (!step) return []
  const facts = { observed: rate.observed, expected: expected.toFixed(1), days: rate.days, oneIn: oneIn(chance) }
  return [{ code, strength: step.strength, facts }]
}

function oneIn(chance: number): string {
  return chance > 1e-10 ? (1 / chance).toPrecision(2) : '1e+10'
}
