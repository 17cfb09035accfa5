import { describe, expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import type { Decision } from '../decision.ts'
import { checkTransaction } from '../ledger/index.ts'
import { type ClosingFigures, closePeriod, mayClose, type PeriodSettled, settlementBooking } from './close-period.ts'
import { afterSettlement, type PeriodState } from './period.ts'
import { periodOfCode } from './period-calendar.ts'
import { publishPeriod } from './publish-period.ts'
import { type AnnouncedRunOff, announceRunOff, belowMinimum, isFilingOver, isOpenToJoiners } from './run-off.ts'
import { rollSettlingMinutes, takeRoll } from './take-roll.ts'

const day = Temporal.PlainDate.from
const instant = Temporal.Instant.from
/** Published on 7 January, shared on 14 January 2019, in Shanghai. */
const calendar = periodOfCode(testPlan, '2019-01-A')!
const states: Record<PeriodState['status'], PeriodState> = {
  open: { status: 'open', calendar },
  published: { status: 'published', calendar },
  rolled: { status: 'rolled', calendar, rolled: 3n },
  settled: { status: 'settled', calendar, shareFen: 1n },
  closed: { status: 'closed', calendar, shareFen: 1n },
}
/** The event with its days as texts: `toMatchObject` takes any Temporal value for any other. */
function eventOf<Event extends object>(decision: Decision<Event>): Record<string, unknown> {
  if (!decision.accepted) throw new Error(decision.refusal.code)
  const texts = Object.entries(decision.event).map(([name, value]) => [name, String(value)])
  return Object.fromEntries(texts)
}
const codeOf = (decision: Decision<unknown>) => (decision.accepted ? 'accepted' : decision.refusal.code)

describe('publishing a period', () => {
  const published = (state: PeriodState, now: string) => codeOf(publishPeriod(testPlan, state, instant(now)))

  test('begins at 00:00 of the publicity day in Shanghai', () => {
    expect(published(states.open, '2019-01-06T15:59:59.999Z')).toBe('publicity-day-not-come')
    expect(published(states.open, '2019-01-06T16:00:00Z')).toBe('accepted')
  })

  test('is possible once', () => {
    for (const status of ['published', 'rolled', 'settled', 'closed'] as const) {
      expect(published(states[status], '2019-01-20T04:00:00Z')).toBe('period-already-published')
    }
  })

  test('is possible late while the days for objections are left before the sharing day', () => {
    expect(published(states.open, '2019-01-11T15:59:59Z')).toBe('accepted')
    expect(published(states.open, '2019-01-11T16:00:00Z')).toBe('publicity-too-late')
  })

  test('says until when anyone may object', () => {
    expect(eventOf(publishPeriod(testPlan, states.open, instant('2019-01-07T04:00:00Z')))).toEqual({
      kind: 'period-published',
      code: '2019-01-A',
      publicityDay: '2019-01-07',
      sharingDay: '2019-01-14',
      objectionsUntil: '2019-01-13',
    })
  })
})

describe('taking the roll', () => {
  const taken = (state: PeriodState, now: string) => codeOf(takeRoll(state, instant(now)))

  test('waits for the period to be published', () => {
    expect(taken(states.open, '2019-01-07T04:00:00Z')).toBe('period-not-published')
  })

  test('waits until what began before midnight is committed', () => {
    expect(rollSettlingMinutes).toBe(10)
    expect(taken(states.published, '2019-01-06T16:09:59Z')).toBe('roll-too-early')
    expect(taken(states.published, '2019-01-06T16:10:00Z')).toBe('accepted')
  })

  test('is done once', () => {
    for (const status of ['rolled', 'settled', 'closed'] as const) {
      expect(taken(states[status], '2019-01-08T04:00:00Z')).toBe('roll-already-taken')
    }
  })
})

const sharingNoon = instant('2019-01-14T04:00:00Z')
const figures: ClosingFigures = {
  cases: [{ caseReference: '7F3K-9Q2M', payoutFen: 100n }],
  participants: 20n,
  carryInFen: 7n,
  shortfallFen: 3n,
  yearSoFarFen: 0n,
}
const closing = { period: states.rolled, earlierUnsettled: null, runOff: null }
const runOff: AnnouncedRunOff = {
  announcedOn: day('2019-01-10'),
  coverEndsOn: day('2019-02-09'),
  noSharingFrom: day('2019-01-14'),
}

function settled(changes: Partial<ClosingFigures> = {}, withRunOff: AnnouncedRunOff | null = null): PeriodSettled {
  const state = withRunOff ? { ...closing, period: states.published, runOff: withRunOff } : closing
  const decision = closePeriod(testPlan, state, { ...figures, ...changes }, sharingNoon)
  if (!decision.accepted) throw new Error(decision.refusal.code)
  return decision.event
}

describe('closing a period', () => {
  const closed = (changes: Partial<Parameters<typeof mayClose>[1]>, now = sharingNoon) => {
    const state = { ...closing, ...changes }
    const codes = [mayClose(testPlan, state, now), closePeriod(testPlan, state, figures, now)].map(codeOf)
    expect(new Set(codes).size).toBe(1)
    return codes[0]
  }

  test('is refused in the order of its refusals', () => {
    const early = sharingNoon.subtract({ hours: 24 })
    const all = { earlierUnsettled: '2018-12-B' }
    expect(closed({ ...all, period: states.open }, early)).toBe('period-not-published')
    expect(closed({ ...all, period: states.settled }, early)).toBe('period-already-settled')
    expect(closed({ ...all, period: states.closed }, early)).toBe('period-already-settled')
    expect(closed({ ...all, period: states.published }, early)).toBe('sharing-day-not-come')
    expect(closed({ ...all, period: states.published })).toBe('earlier-period-not-settled')
    expect(closed({ period: states.published })).toBe('roll-not-taken')
    expect(closed({})).toBe('accepted')
  })

  test('begins at 00:00 of the sharing day in Shanghai', () => {
    expect(closed({}, instant('2019-01-13T15:59:59.999Z'))).toBe('sharing-day-not-come')
    expect(closed({}, instant('2019-01-13T16:00:00Z'))).toBe('accepted')
  })

  test('reckons the share by the plan’s terms', () => {
    expect(settled()).toMatchObject({ feesFen: 8n, dueFen: 104n, shareFen: 6n, chargedFen: 120n, carryOutFen: 16n })
  })

  test('charges nobody in run-off and needs no roll for it', () => {
    const last = settled({}, runOff)
    expect(last).toMatchObject({ borneByOperator: true, participants: 0n, shareFen: 0n, carryOutFen: 0n })
    expect(last.operator).toMatchObject({ runOffFen: 104n, noParticipantsFen: 0n })
  })

  test('shares the periods before the run-off as ever', () => {
    const later = { ...runOff, noSharingFrom: day('2019-01-15') }
    expect(closed({ period: states.published, runOff: later })).toBe('roll-not-taken')
    expect(closed({ runOff: later })).toBe('accepted')
  })
})

describe('the booking of a settled period', () => {
  test.each([
    ['with every account moved', settled()],
    ['without carry and shortfall', settled({ carryInFen: 0n, shortfallFen: 0n })],
    ['with more come in late than was open', settled({ shortfallFen: -30n })],
    ['borne by the operator', settled({}, runOff)],
    ['with a case above its cap', settled({ cases: [{ caseReference: 'A', payoutFen: 900n }] })],
    ['without participants', settled({ participants: 0n })],
  ])('%s sums to zero', (_, event) => {
    const bookings = settlementBooking('test-plan', event)
    expect(bookings).toHaveLength(1)
    expect(checkTransaction(bookings[0]!).accepted).toBe(true)
  })

  test('takes the shortfall away and brings the carry to what is carried out', () => {
    expect(settlementBooking('test-plan', settled())[0]!.postings).toEqual([
      { account: 'participants-receivable', amountFen: 120n },
      { account: 'payouts-payable', amountFen: -100n },
      { account: 'management-fee', amountFen: -8n },
      { account: 'shortfall', amountFen: -3n },
      { account: 'carry', amountFen: -9n },
    ])
  })

  test('is none where nothing moves', () => {
    expect(settlementBooking('test-plan', settled({ cases: [], shortfallFen: 0n }))).toEqual([])
  })
})

describe('a settled period', () => {
  test('is closed when nothing is left to collect and nothing to pay out', () => {
    const status = (receivableFen: bigint, payableFen: bigint) =>
      afterSettlement(calendar, 6n, { receivableFen, payableFen }).status
    expect([status(1n, 0n), status(0n, 1n), status(0n, 0n)]).toEqual(['settled', 'settled', 'closed'])
  })
})

describe('announcing a run-off', () => {
  const plan = {
    ...testPlan,
    runOff: { noticeDays: 30, lastPeriodsBorneBy: 'operator' as const, claimsWithinDays: 180, clause: '9' },
  }
  const now = instant('2021-12-28T04:00:00Z')

  test('is possible once', () => {
    expect(codeOf(announceRunOff(plan, runOff, day('2019-01-01'), now))).toBe('run-off-already-announced')
  })

  test('keeps the days of notice that the plan promises', () => {
    expect(codeOf(announceRunOff(plan, null, day('2022-01-26'), now))).toBe('cover-ends-too-soon')
    expect(codeOf(announceRunOff(plan, null, day('2022-01-27'), now))).toBe('accepted')
    expect(codeOf(announceRunOff(testPlan, null, day('2021-12-27'), now))).toBe('cover-ends-too-soon')
    expect(codeOf(announceRunOff(testPlan, null, day('2021-12-28'), now))).toBe('accepted')
  })

  test('ends sharing at once where the operator bears the last periods, as on 28 December 2021', () => {
    expect(eventOf(announceRunOff(plan, null, day('2022-01-28'), now))).toEqual({
      kind: 'run-off-announced',
      announcedOn: '2021-12-28',
      coverEndsOn: '2022-01-28',
      noSharingFrom: '2021-12-28',
    })
  })

  test('goes on sharing to the end of cover where the plan says so', () => {
    const shared = { ...plan, runOff: { ...plan.runOff, lastPeriodsBorneBy: 'participants' as const } }
    expect(eventOf(announceRunOff(shared, null, day('2022-01-28'), now))).toMatchObject({ noSharingFrom: '2022-01-29' })
  })

  test('closes the plan to joiners and leaves the filing limit running', () => {
    expect([isOpenToJoiners(null), isOpenToJoiners(runOff)]).toEqual([true, false])
    const lastDay = runOff.coverEndsOn.add({ days: 180 })
    expect(isFilingOver(plan, runOff, lastDay)).toBe(false)
    expect(isFilingOver(plan, runOff, lastDay.add({ days: 1 }))).toBe(true)
  })
})

describe('the least number of participants', () => {
  const plan = { sharing: { ...testPlan.sharing, minimumParticipants: { count: 100, daysBelow: 365 } } }
  const counts = (...numbers: bigint[]) =>
    numbers.map((participants, index) => ({ publicityDay: day('2019-01-07').add({ months: index }), participants }))

  test('is not asked for by a plan that has none', () => {
    expect(belowMinimum(testPlan, counts(1n))).toBeNull()
  })

  test('is met as long as the newest period meets it', () => {
    expect(belowMinimum(plan, counts(99n, 100n))).toBeNull()
    expect(belowMinimum(plan, [])).toBeNull()
  })

  test('leads to run-off a year after the first of the periods that have not met it since', () => {
    expect(belowMinimum(plan, counts(99n, 100n, 99n, 98n))).toEqual({
      since: day('2019-03-07'),
      runOffFrom: day('2020-03-06'),
    })
  })
})
