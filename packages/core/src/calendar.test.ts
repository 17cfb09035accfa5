import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageInDays,
  ageInYears,
  birthdayAtAge,
  dayOf,
  existingDay,
  firstDayAfterWaiting,
  isBefore,
  parseDay,
  startOfDay,
} from './calendar.ts'

const day = Temporal.PlainDate.from
const instant = Temporal.Instant.from
const shanghai = 'Asia/Shanghai'
const anyDay = fc.integer({ min: 0, max: 73_000 }).map((days) => day('1900-01-01').add({ days }))

describe('the day of an instant', () => {
  test('turns at midnight in Shanghai, which is 16:00 in UTC', () => {
    expect(dayOf(instant('2026-03-31T15:59:59.999Z'), shanghai).toString()).toBe('2026-03-31')
    expect(dayOf(instant('2026-03-31T16:00:00Z'), shanghai).toString()).toBe('2026-04-01')
  })

  test('holds from the start of that day until the start of the next', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(shanghai, 'UTC', 'America/New_York'), (date, timeZone) => {
        const start = startOfDay(date, timeZone)
        expect(dayOf(start, timeZone).equals(date)).toBe(true)
        expect(dayOf(start.subtract({ nanoseconds: 1 }), timeZone).equals(date.subtract({ days: 1 }))).toBe(true)
      }),
    )
  })
})

describe('age', () => {
  test('grows by a year on the birthday', () => {
    expect(ageInYears(day('1966-06-15'), day('2026-06-14'), 'first-of-march')).toBe(59)
    expect(ageInYears(day('1966-06-15'), day('2026-06-15'), 'first-of-march')).toBe(60)
  })

  test.each([
    ['first-of-march', '2017-02-28', 0],
    ['first-of-march', '2017-03-01', 1],
    ['last-of-february', '2017-02-27', 0],
    ['last-of-february', '2017-02-28', 1],
    ['first-of-march', '2020-02-28', 3],
    ['first-of-march', '2020-02-29', 4],
    ['last-of-february', '2020-02-28', 3],
    ['last-of-february', '2020-02-29', 4],
  ] as const)('of one born on 2016-02-29 under %s on %s is %i', (rule, on, years) => {
    expect(ageInYears(day('2016-02-29'), day(on), rule)).toBe(years)
  })

  test('counts days from the day of birth', () => {
    expect(ageInDays(day('2026-01-31'), day('2026-01-31'))).toBe(0)
    expect(ageInDays(day('2026-01-31'), day('2026-03-02'))).toBe(30)
    expect(ageInDays(day('1966-01-01'), day('2026-01-01'))).toBe(21_915)
  })

  test('before birth is a bug', () => {
    expect(() => ageInYears(day('2026-01-02'), day('2026-01-01'), 'first-of-march')).toThrow(RangeError)
    expect(() => ageInDays(day('2026-01-02'), day('2026-01-01'))).toThrow(RangeError)
  })

  test('is reached exactly on the birthday, whatever the birth and the rule', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 120 }),
        fc.constantFrom('first-of-march', 'last-of-february'),
        (bornOn, years, rule) => {
          const birthday = birthdayAtAge(bornOn, years, rule)
          expect(ageInYears(bornOn, birthday, rule)).toBe(years)
          const before = birthday.subtract({ days: 1 })
          if (!isBefore(before, bornOn)) expect(ageInYears(bornOn, before, rule)).toBe(years - 1)
        },
      ),
    )
  })
})

test('a waiting period of 90 days holds day 90, counted from the day of joining, and not day 91', () => {
  const joinedOn = day('2026-01-01')
  expect(firstDayAfterWaiting(joinedOn, 90).toString()).toBe('2026-04-01')
  expect(isBefore(joinedOn.add({ days: 89 }), firstDayAfterWaiting(joinedOn, 90))).toBe(true)
  expect(isBefore(joinedOn.add({ days: 90 }), firstDayAfterWaiting(joinedOn, 90))).toBe(false)
})

describe('a calendar day as text', () => {
  test.each(['2026-02-28', '2024-02-29', '1900-01-01'])('%s is read', (text) => {
    expect(parseDay(text)).toEqual({ accepted: true, value: day(text) })
  })

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '20260101',
    '',
    ' 2026-01-01',
  ])('%j is refused', (text) => {
    expect(parseDay(text)).toMatchObject({ accepted: false, refusal: { code: 'day-malformed' } })
  })

  test('reads back what it prints', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        expect(parseDay(date.toString())).toEqual({ accepted: true, value: date })
      }),
    )
  })

  test('that does not exist is no day', () => {
    expect(existingDay(1900, 2, 29)).toBeNull()
    expect(existingDay(2000, 2, 29)?.toString()).toBe('2000-02-29')
  })
})
