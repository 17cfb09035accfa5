import { describe, expect, test } from 'vitest'
import { type AgeingPlan, ageOut, lastDayByAge } from './age-out.ts'
import { endAfterPayout } from './end-after-payout.ts'
import { endForUnpaid, lastDayForUnpaid } from './end-for-unpaid.ts'
import { leavePlan } from './leave-plan.ts'
import { type EndedMembership, endReasons, inPlanOn, type Membership, type MembershipState } from './membership.ts'
import { recordDeath } from './record-death.ts'
import { type Reinstate, reinstate } from './reinstate.ts'

const day = Temporal.PlainDate.from
const noonOn = (text: string) => Temporal.Instant.from(`${text}T04:00:00Z`)
const active: Membership = { status: 'active', joinedOn: day('2026-01-05'), endedOn: null, lapses: [] }
const ended: EndedMembership = {
  status: 'ended',
  joinedOn: day('2026-01-05'),
  endedOn: day('2026-06-30'),
  reason: 'unpaid',
  lapses: [],
}
const plan = {
  timeZone: 'Asia/Shanghai',
  cover: {
    illnesses: [],
    causes: ['illness'],
    payoutTiers: [],
    mildForms: [],
    ageingOut: { atAgeYears: 60, coverEnds: 'birthday', clause: '2.2' },
    clause: '3',
  },
  eligibility: {
    minAgeDays: 30,
    maxAgeYears: 59,
    leapDayBirthday: 'first-of-march',
    identityDocuments: [],
    minRiskScore: null,
    healthQuestions: [],
    clause: '2.1',
  },
  collection: {
    attemptDays: [0],
    graceDays: 12,
    reminderDays: [],
    reinstatementDays: 30,
    unpaidBorneBy: 'next-period',
    payoutWithinDays: 7,
    clause: '6.2',
  },
} as const satisfies AgeingPlan & Parameters<typeof endForUnpaid>[0]

function withAgeing(
  coverEnds: 'birthday' | 'month-end',
  leapDayBirthday: 'first-of-march' | 'last-of-february',
): AgeingPlan {
  return {
    timeZone: plan.timeZone,
    cover: { ...plan.cover, ageingOut: { ...plan.cover.ageingOut, coverEnds } },
    eligibility: { ...plan.eligibility, leapDayBirthday },
  }
}

describe.each([
  ['leaving', (state: MembershipState) => leavePlan(plan, state, noonOn('2026-07-01'))],
  ['the end after a payout', (state: MembershipState) => endAfterPayout(plan, state, noonOn('2026-07-01'))],
  ['a death', (state: MembershipState) => recordDeath(plan, state, day('2026-06-01'), noonOn('2026-07-01'))],
  ['ageing out', (state: MembershipState) => ageOut(plan, state, day('1960-01-01'), noonOn('2026-07-01'))],
  [
    'the end for unpaid shares',
    (state: MembershipState) => endForUnpaid(plan, state, day('2026-05-14'), noonOn('2026-07-01')),
  ],
])('%s', (_, decide) => {
  test('needs a membership that has not ended', () => {
    expect(decide({ status: 'none' })).toMatchObject({ refusal: { code: 'not-in-plan' } })
    for (const reason of endReasons) {
      expect(decide({ ...ended, reason })).toEqual({
        accepted: false,
        refusal: { code: 'membership-already-ended', facts: { endedOn: '2026-06-30', reason } },
      })
    }
    expect(decide(active).accepted).toBe(true)
  })
})

describe('leaving', () => {
  test('one second before the publicity day begins in Shanghai is leaving the day before: not counted', () => {
    const publicityDay = day('2026-07-07')
    const before = leavePlan(plan, active, Temporal.Instant.from('2026-07-06T15:59:59Z'))
    const after = leavePlan(plan, active, Temporal.Instant.from('2026-07-06T16:00:00Z'))
    if (!before.accepted || !after.accepted) throw new Error('leaving was refused')
    expect(before.event).toEqual({ kind: 'membership-ended', reason: 'left', endedOn: day('2026-07-06') })
    expect(inPlanOn({ ...ended, ...before.event }, publicityDay)).toBe(false)
    expect(after.event.endedOn.toString()).toBe('2026-07-07')
    expect(inPlanOn({ ...ended, ...after.event }, publicityDay)).toBe(true)
  })
})

test('a payout ends the membership on its day', () => {
  expect(endAfterPayout(plan, active, noonOn('2026-07-03'))).toEqual({
    accepted: true,
    event: { kind: 'membership-ended', reason: 'paid-out', endedOn: day('2026-07-03') },
  })
})

describe('a death', () => {
  const now = noonOn('2026-07-01')
  const codeOf = (diedOn: string) => {
    const decision = recordDeath(plan, active, day(diedOn), now)
    return decision.accepted ? decision.event.endedOn.toString() : decision.refusal.code
  }

  test('ends the membership on the day of death, not before joining and not in the future', () => {
    expect(codeOf('2026-07-02')).toBe('death-in-future')
    expect(codeOf('2026-07-01')).toBe('2026-07-01')
    expect(codeOf('2026-01-05')).toBe('2026-01-05')
    expect(codeOf('2026-01-04')).toBe('death-before-joining')
  })
})

describe('ageing out', () => {
  const bornOn = day('1966-08-15')

  test('ends cover on the day before the 60th birthday, and no day earlier', () => {
    expect(ageOut(plan, active, bornOn, Temporal.Instant.from('2026-08-14T15:59:59Z'))).toEqual({
      accepted: false,
      refusal: { code: 'not-aged-out', facts: { lastDay: '2026-08-14' } },
    })
    expect(ageOut(plan, active, bornOn, Temporal.Instant.from('2026-08-14T16:00:00Z'))).toEqual({
      accepted: true,
      event: { kind: 'membership-ended', reason: 'aged-out', endedOn: day('2026-08-14') },
    })
  })

  test('on a late run still ends on the day that the plan names, and never before joining', () => {
    const late = ageOut(plan, active, bornOn, noonOn('2026-09-30'))
    expect(late.accepted && late.event.endedOn.toString()).toBe('2026-08-14')
    const joinedPastIt = ageOut(plan, active, day('1950-01-01'), noonOn('2026-09-30'))
    expect(joinedPastIt.accepted && joinedPastIt.event.endedOn.toString()).toBe('2026-01-05')
  })

  test.each([
    ['birthday', 'first-of-march', '1966-08-15', '2026-08-14'],
    ['month-end', 'first-of-march', '1966-08-15', '2026-08-31'],
    ['birthday', 'first-of-march', '1968-02-29', '2028-02-28'],
    ['month-end', 'first-of-march', '1968-02-29', '2028-02-29'],
  ] as const)('ends with %s and %s, for one born on %s, on %s', (coverEnds, rule, born, lastDay) => {
    expect(lastDayByAge(withAgeing(coverEnds, rule), day(born)).toString()).toBe(lastDay)
  })

  test('of one born on 29 February follows the rule of the plan in a common year', () => {
    const at58 = (rule: 'first-of-march' | 'last-of-february', coverEnds: 'birthday' | 'month-end') => {
      const { cover, eligibility } = withAgeing(coverEnds, rule)
      return lastDayByAge(
        { cover: { ...cover, ageingOut: { ...cover.ageingOut, atAgeYears: 58 } }, eligibility },
        day('1968-02-29'),
      )
    }
    expect(at58('first-of-march', 'birthday').toString()).toBe('2026-02-28')
    expect(at58('last-of-february', 'birthday').toString()).toBe('2026-02-27')
    expect(at58('first-of-march', 'month-end').toString()).toBe('2026-03-31')
    expect(at58('last-of-february', 'month-end').toString()).toBe('2026-02-28')
  })
})

describe('the end for unpaid shares', () => {
  test('comes after the last day of grace', () => {
    const sharingDay = day('2026-06-14')
    expect(endForUnpaid(plan, active, sharingDay, noonOn('2026-06-26'))).toEqual({
      accepted: false,
      refusal: { code: 'grace-days-not-over', facts: { lastDayOfGrace: '2026-06-26' }, clause: '6.2' },
    })
    expect(endForUnpaid(plan, active, sharingDay, noonOn('2026-06-27'))).toEqual({
      accepted: true,
      event: { kind: 'membership-ended', reason: 'unpaid', endedOn: day('2026-06-26') },
    })
  })

  test('on a late run takes away no day that was lived through as covered', () => {
    expect(lastDayForUnpaid(plan, day('2026-06-14'), day('2026-06-30')).toString()).toBe('2026-06-29')
  })
})

describe('reinstatement', () => {
  const command: Reinstate = { bornOn: day('1990-01-01'), arrearsFen: 0n, joinedAnew: false }
  const attempt = (state: MembershipState, changes: Partial<Reinstate> = {}, on = '2026-07-01') => {
    const decision = reinstate(plan, state, { ...command, ...changes }, noonOn(on))
    return decision.accepted ? 'reinstated' : decision.refusal.code
  }

  test('keeps the day of joining and leaves the days between uncovered', () => {
    const decision = reinstate(plan, ended, command, noonOn('2026-07-10'))
    expect(decision).toEqual({
      accepted: true,
      event: {
        kind: 'membership-reinstated',
        joinedOn: day('2026-01-05'),
        lapse: { endedOn: day('2026-06-30'), resumedOn: day('2026-07-10') },
      },
    })
  })

  test('is refused by the first rule that speaks against it', () => {
    expect(attempt({ status: 'none' })).toBe('not-in-plan')
    expect(attempt(active)).toBe('membership-not-ended')
    expect(attempt(ended, { joinedAnew: true })).toBe('already-in-plan')
    for (const reason of endReasons.filter((one) => one !== 'unpaid')) {
      expect(attempt({ ...ended, reason })).toBe('ended-for-another-reason')
    }
    expect(attempt(ended, {}, '2026-07-31')).toBe('reinstatement-too-late')
    expect(attempt(ended, {}, '2026-07-30')).toBe('reinstated')
    expect(attempt(ended, { bornOn: day('1966-07-01') })).toBe('aged-out')
    expect(attempt(ended, { bornOn: day('1966-07-02') })).toBe('reinstated')
    expect(attempt(ended, { arrearsFen: 1n })).toBe('arrears-unpaid')
  })
})
