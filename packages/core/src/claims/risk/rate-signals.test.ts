import { describe, expect, test } from 'vitest'
import { day } from '../../../test/claims.ts'
import { daily, quietCase, strengthOf } from '../../../test/risk.ts'
import type { CountedCases, RateFacts } from './case-facts.ts'
import { chanceOfAtLeast, likeliestSeries, shapeOfShares } from './rate-signals.ts'

const from = day('2020-01-01')
const days = 600

/** Of a plan with a case a day at a hundred hospitals, each with six: as alike as can be. */
const alike = {
  plan: daily(Object.fromEntries(Array.from({ length: days }, (_, at) => [at, 1]))),
  known: 100,
  squares: 3_600,
}
const none: CountedCases = { ...alike, own: daily({}) }
const noneRefused = { around: [], plan: 0 }
const filedOn = from.add({ days: 300 })
const series = (cases: Readonly<Record<number, number>>) => likeliestSeries(filedOn, { ...alike, own: daily(cases) })

test('where all are alike the shape is large, where a few have most cases it is small', () => {
  expect(shapeOfShares(600, alike)).toBe(20)
  expect(shapeOfShares(600, { known: 100, squares: 360_000 })).toBe(0.1)
})

describe('the likeliest series around a case', () => {
  test('of fewer than four cases there is none', () => {
    expect(series({ 290: 2, 300: 1 })).toBeNull()
  })

  test('is the shorter stretch where all cases are in it, and expects what other days say, 30 apart', () => {
    // 420 other days of the plan less 2 x 30; the share is drawn to the mean of all: (20 + 1) / (20 x 100 + 420).
    expect(series({ 100: 1, 300: 4 })).toMatchObject({ observed: 4, days: 120, expected: (120 * 21) / 2_420 })
  })

  test('does not see cases of other times, and a case at the very edge is within', () => {
    expect(series({ 119: 5, 300: 1 })).toBeNull()
    expect(series({ 121: 4, 300: 1 })).toMatchObject({ observed: 5, days: 180 })
    expect(series({ 300: 1, 479: 4 })).toMatchObject({ observed: 5, days: 180 })
    expect(series({ 300: 1, 480: 4 })).toBeNull()
  })

  test('of a plan without other days to compare with there is none', () => {
    const plan = daily({ 300: 40 })
    expect(likeliestSeries(filedOn, { plan, own: daily({ 300: 10 }), known: 4, squares: 400 })).toBeNull()
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

describe('strength, by how unlikely the number is', () => {
  const rate = (all: number, early: number): RateFacts => ({
    filedOn,
    all: { ...alike, own: daily({ 300: all }) },
    early: { ...alike, own: daily({ 300: early }) },
    refused: noneRefused,
  })
  test.each([
    // Where 0.99 are expected, the chances of 5, 6, 7, 8 and 9 or more are 0.0042, 0.00077, 0.00013, 0.000019 and 0.0000027.
    [5, 0, 0],
    [6, 0, 30],
    [7, 0, 45],
    [8, 0, 70],
    [9, 0, 100],
    [0, 5, 10],
    [0, 6, 20],
    [0, 8, 40],
    [7, 6, 65],
    [9, 8, 100],
  ])('%i cases, %i early ones: %i', (all, early, strength) => {
    expect(strengthOf('hospital-above-rate', { ...quietCase, hospital: rate(all, early) })).toBe(strength)
    expect(strengthOf('doctor-above-rate', { ...quietCase, doctors: [{ ...rate(0, 0) }, rate(all, early)] })).toBe(
      strength,
    )
  })

  test('nothing of one who has no cases', () => {
    expect(
      strengthOf('hospital-above-rate', {
        ...quietCase,
        hospital: { filedOn, all: none, early: none, refused: noneRefused },
      }),
    ).toBe(0)
  })
})
