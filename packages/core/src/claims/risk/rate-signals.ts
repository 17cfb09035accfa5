import type { CaseFacts, RateFacts } from './case-facts.ts'
import type { RiskSignal, RiskSignalCode } from './signal.ts'

/** Fewer cases than this say nothing, however rare they were expected to be. */
export const fewestCasesForRate = 4

/** How unlikely the number has to be by chance, with the strength of each step; the first that is met counts. */
export const rateSteps = [
  { chanceBelow: 1e-6, strength: 100 },
  { chanceBelow: 1e-4, strength: 75 },
  { chanceBelow: 2e-3, strength: 45 },
] as const

/** So many cases are added to everybody's past, so that who is new is measured by the mean and who has a past by that. */
const priorCases = 2

/**
 * What was to be expected of one hospital or doctor: its share of the plan's cases in the time before, drawn towards the mean of all
 * that the plan has met. A large hospital has a large share, and so many cases of it are no surprise.
 */
export function expectedCases({ earlier, known, planCases, planEarlier }: RateFacts): number {
  const share = (earlier + priorCases) / (planEarlier + priorCases * Math.max(1, known))
  return planCases * Math.min(1, share)
}

/** Probability of `observed` cases or more where `expected` come on average (Poisson). */
export function chanceOfAtLeast(observed: number, expected: number): number {
  if (observed <= 0) return 1
  if (expected <= 0) return 0
  let logTerm = -expected
  for (let count = 1; count <= observed; count += 1) logTerm += Math.log(expected / count)
  let term = Math.exp(logTerm)
  let sum = 0
  // Beyond the mean the terms fall; a tail that begins below it is summed past the mean too.
  for (let count = observed; term > sum * 1e-12 || count < expected; count += 1) {
    sum += term
    term *= expected / (count + 1)
  }
  return Math.min(1, sum)
}

/** The hospital, and the doctor with the least likely number, where they are far above what was to be expected. */
export function rateSignals({ doctors, hospital }: CaseFacts): readonly RiskSignal[] {
  const ofDoctors = doctors
    .flatMap((doctor) => rateSignal('doctor-above-rate', doctor))
    .sort((left, right) => right.strength - left.strength)
  return [...(hospital ? rateSignal('hospital-above-rate', hospital) : []), ...ofDoctors.slice(0, 1)]
}

function rateSignal(code: RiskSignalCode, rate: RateFacts): readonly RiskSignal[] {
  if (rate.observed < fewestCasesForRate) return []
  const expected = expectedCases(rate)
  const chance = chanceOfAtLeast(rate.observed, expected)
  const step = rateSteps.find(({ chanceBelow }) => chance < chanceBelow)
  if (!step) return []
  const facts = { observed: rate.observed, expected: expected.toFixed(1), days: rate.days, oneIn: oneIn(chance) }
  return [{ code, strength: step.strength, facts }]
}

function oneIn(chance: number): string {
  return chance > 1e-12 ? (1 / chance).toPrecision(2) : '1e+12'
}
