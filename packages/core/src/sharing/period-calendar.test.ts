import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import { isBefore } from '../calendar.ts'
import { nextPeriods, periodOfCode, periodPublishedOn, periodsOfMonth } from './period-calendar.ts'

const day = Temporal.PlainDate.from
const month = Temporal.PlainYearMonth.from
const daysOf = (publicity: number[], sharing: number[]) => ({
  ...testPlan,
  publicity: { ...testPlan.publicity, daysOfMonth: publicity },
  sharing: { ...testPlan.sharing, daysOfMonth: sharing },
})
const lines = (periods: ReturnType<typeof periodsOfMonth>) =>
  periods.map(({ code, publicityDay, sharingDay }) => `${code} ${publicityDay} ${sharingDay}`)

describe('the periods of a plan', () => {
  test('are two a month, published on the 7th and 21st and shared on the 14th and 28th', () => {
    expect(lines(periodsOfMonth(testPlan, month('2019-01')))).toEqual([
      '2019-01-A 2019-01-07 2019-01-14',
      '2019-01-B 2019-01-21 2019-01-28',
    ])
  })

  test('may be objected to from 00:00 of the publicity day in Shanghai until 00:00 of the sharing day', () => {
    const first = periodsOfMonth(testPlan, month('2019-01'))[0]!
    // As texts: `toMatchObject` takes any Temporal value for any other.
    expect(first.objectionsFrom.toString()).toBe('2019-01-06T16:00:00Z')
    expect(first.objectionsBefore.toString()).toBe('2019-01-13T16:00:00Z')
    expect(first.objectionsUntil.toString()).toBe('2019-01-13')
  })

  test('fall on the last day of a month that lacks their day', () => {
    const late = daysOf([15], [31])
    expect(lines(periodsOfMonth(late, month('2023-02')))).toEqual(['2023-02-A 2023-02-15 2023-02-28'])
    expect(lines(periodsOfMonth(late, month('2024-02')))).toEqual(['2024-02-A 2024-02-15 2024-02-29'])
    expect(lines(periodsOfMonth(late, month('2024-04')))).toEqual(['2024-04-A 2024-04-15 2024-04-30'])
  })

  test('are refused where a short month puts publicity and sharing on one day', () => {
    expect(() => periodsOfMonth(daysOf([29], [31]), month('2023-02'))).toThrow('2023-02')
    expect(lines(periodsOfMonth(daysOf([29], [31]), month('2023-03')))).toEqual(['2023-03-A 2023-03-29 2023-03-31'])
  })

  test.each([
    [[7, 21], [14]],
    [[14], [7]],
    [
      [7, 10],
      [14, 28],
    ],
  ])('are refused where publicity %j and sharing %j do not take turns', (publicity, sharing) => {
    expect(() => periodsOfMonth(daysOf(publicity, sharing), month('2023-03'))).toThrow(RangeError)
  })
})

describe('the next periods', () => {
  test('begin with the one that is published on the day itself, and go over the turn of the year', () => {
    expect(lines(nextPeriods(testPlan, day('2018-12-21'), 3)).map((line) => line.slice(0, 9))).toEqual([
      '2018-12-B',
      '2019-01-A',
      '2019-01-B',
    ])
    expect(nextPeriods(testPlan, day('2018-12-22'), 1)[0]!.code).toBe('2019-01-A')
  })

  test('are none where none is asked for', () => {
    expect(nextPeriods(testPlan, day('2018-12-22'), 0)).toEqual([])
  })

  test('never overlap, and each is found by its code and its publicity day', () => {
    const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => day('2000-01-01').add({ days }))
    fc.assert(
      fc.property(anyDay, (from) => {
        const periods = nextPeriods(testPlan, from, 6)
        expect(periods).toHaveLength(6)
        periods.forEach((period, index) => {
          expect(isBefore(period.publicityDay, period.sharingDay)).toBe(true)
          const next = periods[index + 1]
          if (next) expect(isBefore(period.sharingDay, next.publicityDay)).toBe(true)
          expect(periodOfCode(testPlan, period.code)).toEqual(period)
          expect(periodPublishedOn(testPlan, period.publicityDay)).toEqual(period)
        })
      }),
      { numRuns: 200 },
    )
  })
})

test.each(['2019-01-C', '2019-13-A', '2019-1-A', '2019-01-a', '2019-01', '', '2019-01-A '])(
  '%j is no period',
  (code) => {
    expect(periodOfCode(testPlan, code)).toBeNull()
  },
)

test('a day without publicity begins no period', () => {
  expect(periodPublishedOn(testPlan, day('2019-01-08'))).toBeNull()
})
