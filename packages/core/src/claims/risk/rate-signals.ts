import type { CaseFacts, CountedCases, DailyCases, RateFacts } from './case-facts.ts'
import type { RiskSignal, RiskSignalCode, SignalFacts } from './signal.ts'

/** Fewer cases than this say nothing, however rare they were expected to be. */
export const fewestCasesForRate = 4
/** The plan's cases in other days; of fewer nobody can say which hospitals are large, and every large one would be a surprise. */
export const fewestOtherCases = 30

/** Lengths in days of the stretches in which a series is looked for. */
export const rateStretches = [120, 180] as const
/** Days before and after a stretch that count for neither: a series that reaches into them would be taken for what is usual. */
export const daysApart = 30

type RateSteps = readonly { readonly chanceBelow: number; readonly strength: number }[]

/** How unlikely a number of cases has to be by chance, with the strength of each step; the first that is met counts. */
export const rateSteps: RateSteps = [
  { chanceBelow: 1e-5, strength: 100 },
  { chanceBelow: 1e-4, strength: 70 },
  { chanceBelow: 3e-4, strength: 45 },
  { chanceBelow: 1e-3, strength: 30 },
]
/** The same of early cases, which is added. */
export const earlyRateSteps: RateSteps = [
  { chanceBelow: 1e-4, strength: 40 },
  { chanceBelow: 1e-3, strength: 20 },
  { chanceBelow: 1e-2, strength: 10 },
]

/** Bounds of what hospitals are taken to differ by; without them a handful of cases would say that all are alike, or that none is. */
const leastShape = 0.1
const mostShape = 20

/**
 * How alike hospitals (doctors) are in their share of cases: the shape of a gamma distribution with the mean and the variance of their
 * counts, less what counts vary by chance. Small where a few have most cases.
 */
export function shapeOfShares(planCases: number, { known, squares }: Pick<CountedCases, 'known' | 'squares'>): number {
  const mean = planCases / Math.max(1, known)
  const beyondChance = squares / Math.max(1, known) - mean ** 2 - mean
  return beyondChance <= 0 ? mostShape : Math.min(mostShape, Math.max(leastShape, mean ** 2 / beyondChance))
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

/** A stretch of days with more cases than were to be expected. */
export interface Series {
  readonly observed: number
  readonly expected: number
  readonly days: number
  /** Of so many or more, where nothing but chance is at work. */
  readonly chance: number
}

/**
 * The stretch of days around a case in which its hospital (doctor) is furthest above what was to be expected: a scan statistic (Naus,
 * 1965; Kulldorff, 1997). What is to be expected is its share of the plan's cases in other days, earlier and later, drawn towards the mean
 * of all by as much as they are alike. Null where no stretch has enough cases.
 */
export function likeliestSeries(filedOn: Temporal.PlainDate, cases: CountedCases): Series | null {
  const { own, plan } = cases
  const length = plan.before.length - 1
  const caseDay = own.from.until(filedOn, { largestUnit: 'days' }).days
  const count = ({ before }: DailyCases, from: number, until: number) =>
    before[Math.min(length, until)]! - before[Math.max(0, from)]!
  const [ownCases, planCases] = [count(own, 0, length), count(plan, 0, length)]
  const shape = shapeOfShares(planCases, cases)
  let best: Series | null = null
  for (const days of rateStretches) {
    for (let from = Math.max(0, caseDay - days + 1); from <= caseDay; from += 1) {
      // A stretch begins with a case.
      if (count(own, from, from + 1) === 0) continue
      const observed = count(own, from, from + days)
      const [apartFrom, apartUntil] = [from - daysApart, from + days + daysApart]
      const planOther = planCases - count(plan, apartFrom, apartUntil)
      if (observed < fewestCasesForRate || planOther < fewestOtherCases) continue
      const known = shape + ownCases - count(own, apartFrom, apartUntil)
      const expected = count(plan, from, from + days) * Math.min(1, known / (shape * cases.known + planOther))
      if (observed <= expected) continue
      const chance = chanceOfAtLeast(observed, expected, known)
      if (best === null || chance < best.chance) best = { observed, expected, days, chance }
    }
  }
  return best
}

/** The hospital, and the doctor with the least likely number, where they are far above what was to be expected. */
export function rateSignals({ doctors, hospital }: CaseFacts): readonly RiskSignal[] {
  const ofDoctors = doctors
    .flatMap((doctor) => rateSignal('doctor-above-rate', doctor))
    .sort((left, right) => right.strength - left.strength)
  return [...(hospital ? rateSignal('hospital-above-rate', hospital) : []), ...ofDoctors.slice(0, 1)]
}

function rateSignal(code: RiskSignalCode, { all, early, filedOn }: RateFacts): readonly RiskSignal[] {
  const found = [
    finding('all', likeliestSeries(filedOn, all), rateSteps),
    finding('early', likeliestSeries(filedOn, early), earlyRateSteps),
  ]
  const strength = found.reduce((sum, one) => sum + one.strength, 0)
  if (strength === 0) return []
  const facts = Object.assign({}, ...found.map((one) => one.facts)) as SignalFacts
  return [{ code, strength: Math.min(100, strength), facts }]
}

/** What a series says; nothing where it is no surprise. Facts are named after the cases that were counted. */
function finding(of: 'all' | 'early', series: Series | null, steps: RateSteps) {
  const step = series && steps.find(({ chanceBelow }) => series.chance < chanceBelow)
  if (!step) return { strength: 0, facts: {} }
  const { chance, days, expected, observed } = series
  const facts = {
    [of]: observed,
    [`${of}Expected`]: expected.toFixed(1),
    [`${of}Days`]: days,
    [`${of}OneIn`]: oneIn(chance),
  }
  return { strength: step.strength, facts }
}

function oneIn(chance: number): string {
  return chance > 1e-10 ? (1 / chance).toPrecision(2) : '1e+10'
}
