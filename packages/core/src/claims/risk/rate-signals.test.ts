import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf } from '../../../test/risk.ts'
import type { RateFacts } from './case-facts.ts'
import { chanceOfAtLeast, expectedCases, priorOfDoctors, priorOfHospitals, shapeOfShares } from './rate-signals.ts'

/** A hundred, each with five cases of five hundred. */
const alike: RateFacts = {
  days: 180,
  observed: 0,
  planCases: 100,
  earlier: 0,
  planEarlier: 400,
  known: 100,
  squares: 2_500,
}

describe('what is to be expected', () => {
  test('of a doctor where all are alike: nearly the mean of all, whatever their own past', () => {
    expect(shapeOfShares(alike)).toBe(20)
    expect(expectedCases({ ...alike, earlier: 4 }, priorOfDoctors(alike))).toBe(1)
    expect(expectedCases(alike, priorOfDoctors(alike))).toBeCloseTo(0.83, 2)
  })

  test('of a doctor where a few have most cases: nearly the own past', () => {
    const unequal = { ...alike, earlier: 100, squares: 125_000 }
    expect(shapeOfShares(unequal)).toBe(0.1)
    expect(expectedCases(unequal, priorOfDoctors(unequal))).toBeCloseTo(24.4, 1)
  })

  test('of a hospital: its own past', () => {
    expect(expectedCases({ ...alike, earlier: 99 }, priorOfHospitals)).toBe(25)
  })
})

test.each([
  [0, 2, 1, 1],
  [1, 2, 1, 2 / 3],
  [4, 2, 1, 16 / 81],
  // A large shape makes it Poisson's.
  [1, 2, 1e7, 0.864_664_7],
  [4, 1, 1e7, 0.018_988_2],
  [10, 12, 1e7, 0.757_607_8],
])('chance of at least %i where %d come on average, known by a shape of %d', (observed, expected, shape, chance) => {
  expect(chanceOfAtLeast(observed, expected, shape)).toBeCloseTo(chance, 5)
})

test.each([
  // By hand: the binomial chances are 0.033, 0.0104, 0.0031 and 0.00086.
  [4, 3, 0],
  [5, 3, 20],
  [6, 3, 35],
  [7, 3, 100],
  [30, 99, 0],
])('%i cases of a hospital that had %i of 400 before, where the plan has 100: %i', (observed, earlier, strength) => {
  expect(strengthOf('hospital-above-rate', { ...quietCase, hospital: { ...alike, observed, earlier } })).toBe(strength)
})

test.each([
  [3, 0],
  // By hand: 0.0123 and 0.0023.
  [4, 20],
  [5, 60],
  [7, 100],
])('%i cases of a doctor who had none before, where one was to be expected: %i', (observed, strength) => {
  expect(strengthOf('doctor-above-rate', { ...quietCase, doctors: [{ ...alike, observed }] })).toBe(strength)
})

test('a plan without a past says nothing of anybody', () => {
  const hospital = { ...alike, observed: 60, planEarlier: 29 }
  expect(strengthOf('hospital-above-rate', { ...quietCase, hospital })).toBe(0)
})
