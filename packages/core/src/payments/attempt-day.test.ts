import { describe, expect, it } from 'vitest'
import { attemptDue, graceIsOver, lastDayOfGrace, nextAttemptDay } from './attempt-day.ts'

const sharingDay = Temporal.PlainDate.from('2026-02-28')
const collection = { attemptDays: [0, 1, 3, 7], graceDays: 12 }

describe('the days on which an unpaid share is tried', () => {
  it.each([
    [0, '2026-02-28'],
    [1, '2026-03-01'],
    [2, '2026-03-03'],
    [3, '2026-03-07'],
  ])('after %i attempts the next is on %s', (made, day) => {
    expect(nextAttemptDay(sharingDay, collection, made)?.toString()).toBe(day)
  })

  it('has no attempt after the last of the plan', () => {
    expect(nextAttemptDay(sharingDay, collection, 4)).toBeNull()
  })

  it.each([
    ['2026-02-27', null],
    ['2026-02-28', 1],
    ['2026-03-01', 2],
    ['2026-03-02', 2],
    ['2026-03-03', 3],
    ['2026-03-06', 3],
    ['2026-03-07', 4],
    ['2026-12-31', 4],
  ])('on %s the attempt due is %s', (day, attempt) => {
    expect(attemptDue(sharingDay, collection, Temporal.PlainDate.from(day))).toBe(attempt)
  })
})

describe('the days of grace', () => {
  it('ends with the last day of grace, not on it', () => {
    expect(lastDayOfGrace(sharingDay, collection).toString()).toBe('2026-03-12')
    expect(graceIsOver(sharingDay, collection, Temporal.PlainDate.from('2026-03-12'))).toBe(false)
    expect(graceIsOver(sharingDay, collection, Temporal.PlainDate.from('2026-03-13'))).toBe(true)
  })
})
