import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedCasesPerYear, poissonRange, relativeRisk } from './expected-incidence.ts'
import { forecastCost } from './forecast-cost.ts'

const uncapped = { managementFeeBasisPoints: 800, capPerCaseFen: null, capPerYearFen: null }
const million = 1_000_000n
/** A year of the reference: 40 cases of 300,000 yuan per million and half-month. */
const year = { payouts: [{ payoutFen: 30_000_000n, cases: 960 }], participantPeriods: 24n * million }

describe('the forecast of what a participant bears', () => {
  test('is the mean of what was, with a range about it', () => {
    const forecast = forecastCost(year, { participants: million, periods: 24 }, uncapped)!
    // 960 x 300,000 yuan x 1.08 among a million: 311.04 yuan; a year more differs by about 9 per cent.
    expect(forecast.expectedCases).toBeCloseTo(960)
    expect(forecast.expectedFen).toBe(31_104n)
    expect(forecast.lowFen).toBe(28_321n)
    expect(forecast.highFen).toBe(33_887n)
  })

  test('says nothing where nothing was observed', () => {
    const ahead = { participants: million, periods: 24 }
    expect(forecastCost({ payouts: [], participantPeriods: million }, ahead, uncapped)).toBeNull()
    expect(forecastCost({ ...year, participantPeriods: 0n }, ahead, uncapped)).toBeNull()
    expect(forecastCost(year, { participants: 0n, periods: 24 }, uncapped)).toBeNull()
  })

  test('is cut by the caps of the plan', () => {
    const ahead = { participants: million, periods: 24 }
    const perCase = forecastCost(year, ahead, { ...uncapped, capPerCaseFen: 10n })!
    expect(perCase.expectedFen).toBe(9_600n)
    const perYear = forecastCost(year, ahead, { ...uncapped, capPerYearFen: 18_800n })!
    expect([perYear.lowFen, perYear.expectedFen, perYear.highFen]).toEqual([18_800n, 18_800n, 18_800n])
  })

  const payouts = fc.array(
    fc.record({ payoutFen: fc.bigInt({ min: 1n, max: 30_000_000n }), cases: fc.integer({ min: 1, max: 500 }) }),
    { minLength: 1, maxLength: 5 },
  )
  const people = fc.bigInt({ min: 1n, max: 10_000_000n })

  test('has its range about its mean, for whatever was observed', () => {
    fc.assert(
      fc.property(payouts, people, people, (paid, participantPeriods, participants) => {
        const forecast = forecastCost({ payouts: paid, participantPeriods }, { participants, periods: 24 }, uncapped)!
        expect(forecast.lowFen).toBeGreaterThanOrEqual(0n)
        expect(forecast.expectedFen).toBeGreaterThanOrEqual(forecast.lowFen)
        expect(forecast.highFen).toBeGreaterThanOrEqual(forecast.expectedFen)
      }),
    )
  })

  test('is surer the longer the same was observed, and the mean stays', () => {
    fc.assert(
      fc.property(payouts, people, people, (paid, participantPeriods, participants) => {
        const ahead = { participants, periods: 24 }
        const once = forecastCost({ payouts: paid, participantPeriods }, ahead, uncapped)!
        const longer = { payouts: paid.map((one) => ({ ...one, cases: 4 * one.cases })) }
        const four = forecastCost({ ...longer, participantPeriods: 4n * participantPeriods }, ahead, uncapped)!
        expect(four.expectedFen).toBe(once.expectedFen)
        expect(four.highFen).toBeLessThanOrEqual(once.highFen)
      }),
    )
  })
})

describe('the expected incidence', () => {
  test('grows with age, and is that of the reference for everybody together', () => {
    expect(relativeRisk(59)).toBeGreaterThan(relativeRisk(35))
    expect(expectedCasesPerYear(35)).toBeCloseTo(0.000_96 * 0.85, 9)
  })

  test('comes with the range of chance', () => {
    expect(poissonRange(100)).toEqual({ low: 100 - 19.6, high: 100 + 19.6 })
    expect(poissonRange(1).low).toBe(0)
    expect(() => poissonRange(-1)).toThrow(RangeError)
  })
})
