import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import type { PlanVersion } from '../plans/index.ts'
import { payoutFor } from '../plans/index.ts'
import { effectOfTerms, type PeriodThen } from './effect-of-terms.ts'
import { type CaseThen, judgeAgain } from './judge-again.ts'
import { computeShare } from './share.ts'
import { shareTerms } from './share-terms.ts'

const day = (text: string) => Temporal.PlainDate.from(text)

const someCase: CaseThen = {
  caseReference: 'AAAA-0001',
  illness: 'malignant-tumour',
  mild: false,
  ageBand: { from: 30, to: 39 },
  payoutFen: 30_000_000n,
  filedOn: day('2020-03-01'),
  daysInPlan: 400,
  judgedBy: testPlan,
}

interface DrawnPeriod {
  readonly participants: bigint
  readonly shortfallFen: bigint
  readonly cases: readonly { readonly age: number; readonly mild: boolean; readonly daysInPlan: number }[]
}

/** A year of a plan, shared by its own terms. */
function yearOf(plan: PlanVersion, drawn: readonly DrawnPeriod[]): readonly PeriodThen[] {
  const periods: PeriodThen[] = []
  let carryInFen = 7n
  let yearSoFarFen = 0n
  for (const [at, { cases, participants, shortfallFen }] of drawn.entries()) {
    const sharingDay = day('2019-09-14').add({ months: at })
    if (sharingDay.month === 1) yearSoFarFen = 0n
    const then = cases.map(
      ({ age, daysInPlan, mild }, index): CaseThen => ({
        ...someCase,
        caseReference: `case-${at}-${index}`,
        mild,
        ageBand: { from: age - (age % 10), to: age - (age % 10) + 9 },
        payoutFen: payoutFor(plan, 'malignant-tumour', mild, age)!,
        daysInPlan,
        judgedBy: plan,
      }),
    )
    const shared = { participants, carryInFen, shortfallFen, yearSoFarFen, borneByOperator: false }
    const figures = computeShare({ ...shared, cases: then, terms: shareTerms(plan) })
    periods.push({
      code: `period-${at}`,
      sharingDay,
      sharedBy: plan,
      ...shared,
      cases: then,
      figures: { ...figures, cases: then.length },
    })
    carryInFen = figures.carryOutFen
    yearSoFarFen += figures.shareFen
  }
  return periods
}

const cases = fc.array(
  fc.record({
    age: fc.integer({ min: 0, max: 59 }),
    mild: fc.boolean(),
    daysInPlan: fc.integer({ min: 90, max: 900 }),
  }),
  { maxLength: 5 },
)
const drawnYear = fc.array(
  fc.record({
    participants: fc.bigInt({ min: 1n, max: 5_000_000n }),
    shortfallFen: fc.bigInt({ min: 0n, max: 10_000n }),
    cases,
  }),
  { minLength: 1, maxLength: 8 },
)
const sharing = fc.record({
  managementFeeBasisPoints: fc.integer({ min: 0, max: 2_000 }),
  capPerCaseFen: fc.option(fc.integer({ min: 1, max: 100_000_000 })),
  capPerYearFen: fc.option(fc.integer({ min: 1, max: 1_000_000_000 })),
})
const plans = sharing.map((terms): PlanVersion => ({ ...testPlan, sharing: { ...testPlan.sharing, ...terms } }))

describe('what other terms would have made of a year', () => {
  test('terms that say the same change nothing, to the fen', () => {
    fc.assert(
      fc.property(plans, drawnYear, (plan, drawn) => {
        const { periods, total } = effectOfTerms({ ...plan, version: 2, firstDay: '2021-01-01' }, yearOf(plan, drawn))
        for (const { least, most, was } of periods) {
          const { cases: count, payoutsFen, feesFen, shareFen, carryOutFen, operatorFen } = was
          const same = { cases: count, payoutsFen, feesFen, shareFen, carryOutFen, operatorFen }
          expect([least, most]).toEqual([same, same])
        }
        expect(total.least).toEqual(total.most)
        expect(total.was).toEqual(total.most)
      }),
    )
  })

  test('half the payouts are half the sum and half the fee, and the first period costs nobody more', () => {
    const half = {
      ...testPlan,
      cover: {
        ...testPlan.cover,
        payoutTiers: testPlan.cover.payoutTiers.map((tier) => ({ ...tier, payoutFen: tier.payoutFen / 2 })),
        mildForms: testPlan.cover.mildForms.map((form) => ({ ...form, payoutFen: form.payoutFen / 2 })),
      },
    }
    fc.assert(
      fc.property(drawnYear, (drawn) => {
        const { periods, total } = effectOfTerms(half, yearOf(testPlan, drawn))
        expect(total.most.payoutsFen * 2n).toBe(total.was.payoutsFen)
        expect(total.least).toEqual(total.most)
        expect(total.most.feesFen * 2n).toBe(total.was.feesFen)
        // Later ones may: what rounding left over differs, and those who share are others.
        expect(periods[0]!.most.shareFen).toBeLessThanOrEqual(periods[0]!.was.shareFen)
      }),
    )
  })

  test('every period by any terms keeps the identity of sharing, and its least is no more than its most', () => {
    const wild = fc.record({
      sharing,
      payoutFen: fc.integer({ min: 1, max: 90_000_000 }),
      fromAge: fc.integer({ min: 1, max: 58 }),
      days: fc.integer({ min: 0, max: 1_000 }),
    })
    fc.assert(
      fc.property(plans, drawnYear, wild, (plan, drawn, { days, fromAge, payoutFen, sharing: changed }) => {
        const terms: PlanVersion = {
          ...plan,
          sharing: { ...plan.sharing, ...changed },
          waitingPeriod: { ...plan.waitingPeriod, days },
          cover: {
            ...plan.cover,
            payoutTiers: [
              { fromAgeYears: 0, toAgeYears: fromAge - 1, payoutFen: 90_000_000 },
              { fromAgeYears: fromAge, toAgeYears: 59, payoutFen },
            ],
          },
        }
        const year = yearOf(plan, drawn)
        const { periods } = effectOfTerms(terms, year)
        for (const by of ['least', 'most'] as const) {
          let carryFen = year[0]!.carryInFen
          for (const [at, period] of periods.entries()) {
            const { carryOutFen, feesFen, operatorFen, payoutsFen, shareFen } = period[by]
            const borne = shareFen * period.participants + operatorFen
            expect(borne).toBe(payoutsFen + feesFen + year[at]!.shortfallFen + carryOutFen - carryFen)
            carryFen = carryOutFen
          }
        }
        for (const { least, most } of periods) expect(least.payoutsFen).toBeLessThanOrEqual(most.payoutsFen)
      }),
    )
  })

  test('a year that changes its cap in between begins anew in January', () => {
    const capped = { ...testPlan, sharing: { ...testPlan.sharing, capPerCaseFen: null, capPerYearFen: 10_000_000 } }
    const one = { participants: 5n, shortfallFen: 0n, cases: [{ age: 20, mild: false, daysInPlan: 500 }] }
    const { periods } = effectOfTerms(capped, yearOf(testPlan, [one, one, one, one, one]))
    expect(periods.map(({ most }) => most.shareFen)).toEqual([6_479_999n, 3_520_001n, 0n, 0n, 6_480_000n])
  })
})

const with_ = (changes: Partial<PlanVersion>): PlanVersion => ({ ...testPlan, ...changes })
const cover = (changes: Partial<PlanVersion['cover']>) => with_({ cover: { ...testPlan.cover, ...changes } })
const wait = (changes: Partial<PlanVersion['waitingPeriod']>) =>
  with_({ waitingPeriod: { ...testPlan.waitingPeriod, ...changes } })
const tier = (fromAgeYears: number, toAgeYears: number, payoutFen: number) => ({ fromAgeYears, toAgeYears, payoutFen })
const only = (cause: 'illness' | 'accident'): CaseThen => ({
  ...someCase,
  judgedBy: cover({ causes: [cause] }),
})

describe('a case by other terms', () => {
  test.each([
    ['the same', testPlan, someCase, 'yes', null],
    ['without its illness', cover({ illnesses: testPlan.cover.illnesses.slice(1) }), someCase, 'no', 'illness'],
    [
      'without milder forms',
      cover({ mildForms: [] }),
      { ...someCase, mild: true, payoutFen: 5_000_000n },
      'no',
      'mild-form',
    ],
    ['for accidents alone', cover({ causes: ['accident'] }), only('illness'), 'no', 'cause'],
    [
      'for accidents alone, where the cause is not public',
      cover({ causes: ['accident'] }),
      someCase,
      'perhaps',
      'cause',
    ],
    ['with a longer wait, long over', wait({ days: 180 }), someCase, 'yes', null],
    ['with a longer wait, perhaps over', wait({ days: 250 }), someCase, 'perhaps', 'waiting-period'],
    ['with a longer wait, not over', wait({ days: 500, accidentsExempt: false }), someCase, 'no', 'waiting-period'],
    ['with a longer wait that an accident need not keep', wait({ days: 500 }), someCase, 'perhaps', 'waiting-period'],
    ['with a longer wait, of an accident', wait({ days: 500 }), only('accident'), 'yes', null],
    ['with a longer wait, of no accident', wait({ days: 500 }), only('illness'), 'no', 'waiting-period'],
    ['with a shorter wait', wait({ days: 10 }), { ...someCase, daysInPlan: 91 }, 'yes', null],
    [
      'where accidents wait too',
      wait({ accidentsExempt: false }),
      { ...someCase, daysInPlan: 60 },
      'no',
      'waiting-period',
    ],
    [
      'that end before its age',
      cover({ ageingOut: { atAgeYears: 30, coverEnds: 'birthday', clause: '3' } }),
      someCase,
      'no',
      'age',
    ],
    [
      'that end within its ten years',
      cover({ ageingOut: { atAgeYears: 35, coverEnds: 'birthday', clause: '3' } }),
      someCase,
      'perhaps',
      'age',
    ],
  ] as const)('%s', (_, terms, one, covered, reason) => {
    expect(judgeAgain(terms, one)).toMatchObject({ covered, reason })
  })

  test.each([
    ['2018-01-01', 'yes'],
    ['2019-09-03', 'yes'],
    ['2019-09-04', 'perhaps'],
    ['2020-03-01', 'perhaps'],
    ['2020-03-02', 'no'],
  ])('an illness that is covered from %s on: %s', (firstDay, covered) => {
    const illnesses = testPlan.cover.illnesses.map((illness) => ({ ...illness, firstDay }))
    expect(judgeAgain(cover({ illnesses }), someCase).covered).toBe(covered)
  })

  test('a tier that parts the ten years of an age leaves two sums open', () => {
    const terms = cover({ payoutTiers: [tier(0, 34, 20_000_000), tier(35, 59, 5_000_000)] })
    const judged = judgeAgain(terms, someCase)
    expect(judged).toMatchObject({ leastFen: 5_000_000n, mostFen: 20_000_000n, covered: 'yes', ageOpen: true })
  })

  test('what was paid tells on which side of a tier somebody was', () => {
    const judgedBy = cover({ payoutTiers: [tier(0, 34, 30_000_000), tier(35, 59, 10_000_000)] })
    const terms = cover({ payoutTiers: [tier(0, 34, 20_000_000), tier(35, 59, 5_000_000)] })
    expect(judgeAgain(terms, { ...someCase, judgedBy })).toMatchObject({ leastFen: 20_000_000n, mostFen: 20_000_000n })
  })
})

test('what the figures do not tell is told', () => {
  const year = yearOf(testPlan, [
    { participants: 9n, shortfallFen: 5n, cases: [{ age: 33, mild: false, daysInPlan: 300 }] },
  ])
  expect(effectOfTerms(testPlan, year).unknown).toEqual(['who-takes-part', 'unpaid-shares'])
  const changed: PlanVersion = {
    ...testPlan,
    waitingPeriod: { ...testPlan.waitingPeriod, days: 200 },
    filing: { withinDays: 30, clause: '5' },
    publicity: { ...testPlan.publicity, daysOfMonth: [5, 20] },
    sharing: { ...testPlan.sharing, waitingShare: false, minimumParticipants: { count: 9, daysBelow: 30 } },
    disputes: { ...testPlan.disputes, withinDays: 60 },
    cover: {
      ...testPlan.cover,
      causes: ['illness'],
      payoutTiers: [tier(0, 35, 1), tier(36, 59, 2)],
      ageingOut: { ...testPlan.cover.ageingOut, atAgeYears: 61 },
    },
  }
  expect(effectOfTerms(changed, year).unknown).toEqual([
    'who-takes-part',
    'claims-not-approved',
    'unpaid-shares',
    'ages',
    'causes',
    'filing-limit',
    'those-who-wait',
    'calendar',
    'fewest-participants',
    'review',
  ])
  const waiting = { ...testPlan, waitingPeriod: { ...testPlan.waitingPeriod, days: 200 } }
  expect(effectOfTerms(waiting, year).unknown).toContain('days-of-diagnosis')
})
