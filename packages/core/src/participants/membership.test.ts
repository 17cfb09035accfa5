import { describe, expect, test } from 'vitest'
import { dayOf } from '../calendar.ts'
import { inPlanOn, isWaiting, type MembershipState, wasMemberOn } from './membership.ts'

const day = Temporal.PlainDate.from
const active: MembershipState = { status: 'active', joinedOn: day('2026-01-05'), endedOn: null, lapses: [] }
const ended: MembershipState = {
  status: 'ended',
  joinedOn: day('2026-01-05'),
  endedOn: day('2026-03-06'),
  reason: 'left',
  lapses: [],
}
const resumed: MembershipState = {
  status: 'active',
  joinedOn: day('2026-01-05'),
  endedOn: null,
  lapses: [{ endedOn: day('2026-03-06'), resumedOn: day('2026-03-10') }],
}

describe('in the plan at 00:00 of a day is', () => {
  test.each([
    ['nobody who never joined', { status: 'none' }, '2026-01-05', false],
    ['not yet, who joins on that day', active, '2026-01-05', false],
    ['who joined the day before', active, '2026-01-06', true],
    ['who ends on that day', ended, '2026-03-06', true],
    ['not who ended the day before', ended, '2026-03-07', false],
    ['not who lapsed the day before', resumed, '2026-03-07', false],
    ['not who is reinstated on that day', resumed, '2026-03-10', false],
    ['who was reinstated the day before', resumed, '2026-03-11', true],
  ] satisfies [string, MembershipState, string, boolean][])('%s', (_, state, on, expected) => {
    expect(inPlanOn(state, day(on))).toBe(expected)
  })
})

test('a membership holds its first and its last day, and not the days of a lapse', () => {
  expect(wasMemberOn(ended, day('2026-01-04'))).toBe(false)
  expect(wasMemberOn(ended, day('2026-01-05'))).toBe(true)
  expect(wasMemberOn(ended, day('2026-03-06'))).toBe(true)
  expect(wasMemberOn(ended, day('2026-03-07'))).toBe(false)
  expect(wasMemberOn(resumed, day('2026-03-06'))).toBe(true)
  expect(wasMemberOn(resumed, day('2026-03-10'))).toBe(false)
  expect(wasMemberOn(resumed, day('2026-03-11'))).toBe(true)
  expect(wasMemberOn({ status: 'none' }, day('2026-03-11'))).toBe(false)
})

describe('a waiting period of 90 days after joining on 1 January', () => {
  const plan = { waitingPeriod: { days: 90, accidentsExempt: true, clause: '3.1' } }
  const joinedOn = day('2026-01-01')

  test('holds day 90 and not day 91, the day of joining being day 1', () => {
    expect(isWaiting(plan, joinedOn, day('2026-03-31'))).toBe(true)
    expect(isWaiting(plan, joinedOn, day('2026-04-01'))).toBe(false)
  })

  test('ends at midnight in Shanghai, not in Greenwich', () => {
    const beforeMidnight = dayOf(Temporal.Instant.from('2026-03-31T15:55:00Z'), 'Asia/Shanghai')
    const afterMidnight = dayOf(Temporal.Instant.from('2026-03-31T16:05:00Z'), 'Asia/Shanghai')
    expect(isWaiting(plan, joinedOn, beforeMidnight)).toBe(true)
    expect(isWaiting(plan, joinedOn, afterMidnight)).toBe(false)
  })

  test('of no days leaves nobody waiting', () => {
    expect(isWaiting({ waitingPeriod: { ...plan.waitingPeriod, days: 0 } }, joinedOn, joinedOn)).toBe(false)
  })
})
