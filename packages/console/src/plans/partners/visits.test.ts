import { expect, test } from 'vitest'
import { byDay, sumsOf, sumsUntil } from './visits.ts'

const visits = {
  from: '2039-12-28',
  until: '2040-01-31',
  days: [
    { code: 'first', day: '2040-01-31', visits: '2' },
    { code: 'gone', day: '2040-01-25', visits: '3' },
    { code: 'first', day: '2040-01-24', visits: '5' },
    { code: 'first', day: '2040-01-02', visits: '7' },
    { code: 'first', day: '2040-01-01', visits: '11' },
  ],
}

test('sums go back 7 and 30 days, today counted, and over all; who was taken away comes last', () => {
  expect(sumsOf(visits, ['second', 'first'])).toEqual([
    { code: 'second', week: 0, month: 0, year: 0 },
    { code: 'first', week: 2, month: 14, year: 25 },
    { code: 'gone', week: 3, month: 3, year: 3 },
  ])
  expect(sumsUntil(visits.days, visits.until)).toEqual({ week: 5, month: 17, year: 28 })
})

test('every day from the first to the last has its count', () => {
  const days = byDay(visits)
  expect(days).toHaveLength(35)
  expect(days[0]).toEqual({ day: '2039-12-28', visits: 0 })
  expect(days.at(-1)).toEqual({ day: '2040-01-31', visits: 2 })
  expect(days.reduce((all, one) => all + one.visits, 0)).toBe(28)
})
