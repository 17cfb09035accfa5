import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf } from '../../../test/risk.ts'
import { chanceOfAtLeast, expectedCases } from './rate-signals.ts'

const unknown = { days: 180, planCases: 100, earlier: 0, planEarlier: 0, known: 100 }

describe('what is to be expected', () => {
  test('of who is new: the mean of all', () => {
    expect(expectedCases({ ...unknown, observed: 0 })).toBeCloseTo(1)
  })

  test('of a large hospital: nearly its earlier share', () => {
    const large = { ...unknown, observed: 30, earlier: 300, planEarlier: 1_000 }
    expect(expectedCases(large)).toBeCloseTo(25.2, 1)
    expect(strengthOf('hospital-above-rate', { ...quietCase, hospital: large })).toBe(0)
  })
})

test.each([
  [0, 2, 1],
  [1, 2, 0.864_664_7],
  [4, 1, 0.018_988_2],
  [10, 12, 0.757_607_8],
  [40, 3, 8.0e-31],
])('chance of at least %i where %d come on average', (observed, expected, chance) => {
  const found = chanceOfAtLeast(observed, expected)
  expect(found / chance).toBeGreaterThan(0.99)
  expect(found / chance).toBeLessThan(1.01)
})

test.each([
  [3, 0.01, 0],
  [4, 0.01, 100],
  [5, 1, 0],
  [6, 1, 45],
  [7, 1, 75],
  [9, 1, 75],
  [10, 1, 100],
])('%i cases of a doctor where %d were expected: %i', (observed, expected, strength) => {
  const doctor = { ...unknown, observed, planCases: 1_000 * expected, known: 1_000 }
  expect(strengthOf('doctor-above-rate', { ...quietCase, doctors: [doctor] })).toBe(strength)
})
