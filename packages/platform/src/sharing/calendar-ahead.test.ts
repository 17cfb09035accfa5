import type { PlanVersion } from '@tongzhou/core'
import { expect, test } from 'vitest'
import { calendarAhead } from './calendar-ahead.ts'

const plan = {
  timeZone: 'Asia/Shanghai',
  publicity: { daysOfMonth: [7, 21] },
  sharing: { daysOfMonth: [14, 28] },
} as unknown as PlanVersion

test.each([
  ['2020-01-06T15:59:59Z', '2020-01-06', '2020-01-A', '2020-01-B'],
  ['2020-01-06T16:00:00Z', '2020-01-07', '2020-01-A', '2020-01-B'],
  ['2020-01-14T04:00:00Z', '2020-01-14', '2020-01-A', '2020-01-B'],
  ['2020-01-14T16:00:00Z', '2020-01-15', '2020-01-B', '2020-02-A'],
  ['2020-12-30T04:00:00Z', '2020-12-30', '2021-01-A', '2021-01-B'],
])('at %s it is %s: %s is on or next, then %s', (now, today, first, second) => {
  const ahead = calendarAhead(plan, Temporal.Instant.from(now))
  expect(ahead.today).toBe(today)
  expect(ahead.periods.map(({ period }) => period)).toEqual([first, second])
})
