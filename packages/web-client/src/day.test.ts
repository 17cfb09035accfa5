import { expect, test } from 'vitest'
import { daysAfter, daysBetween, formatDay } from './day.ts'

test('a day is the same day in every language and time zone', () => {
  expect(formatDay('2026-01-31', 'zh-CN')).toBe('2026年1月31日')
  expect(formatDay('2026-01-31', 'en')).toBe('Jan 31, 2026')
})

test.each([
  ['2026-01-31', '2026-02-01', 1],
  ['2026-02-01', '2026-01-31', -1],
  ['2024-02-28', '2024-03-01', 2],
  ['2026-03-28', '2026-03-30', 2],
])('from %s to %s', (from, to, days) => {
  expect(daysBetween(from, to)).toBe(days)
})

test('a day so many days later', () => {
  expect(daysAfter('2024-02-27', 3)).toBe('2024-03-01')
  expect(daysAfter('2026-01-31', 0)).toBe('2026-01-31')
})
