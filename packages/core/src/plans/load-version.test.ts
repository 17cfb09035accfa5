import { describe, expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import { checkSuccession } from './check-succession.ts'
import { loadVersion } from './load-version.ts'
import type { PlanVersion } from './plan.ts'

const first = testPlan
const second: PlanVersion = { ...first, version: 2, firstDay: '2020-01-01' }
const announced: PlanVersion = { ...first, changes: { noticeDays: 30, clause: '9' } }
/** Still 30 November in UTC. */
const now = Temporal.Instant.from('2019-11-30T16:00:00Z')
const alone = { writtenBy: 1n, adoptedBy: 1n }

describe('the succession of versions', () => {
  test('a first version follows nothing, a second follows the first', () => {
    expect(checkSuccession(first, [])).toEqual([])
    expect(checkSuccession(second, [first])).toEqual([])
  })

  test.each([
    ['version-not-next', '/version', { ...first, version: 2 }, []],
    ['version-not-next', '/version', { ...second, version: 3 }, [first]],
    ['version-not-next', '/version', { ...second, version: 1 }, [first]],
    ['plan-differs', '/plan', { ...second, plan: 'another-plan' }, [first]],
    ['first-day-not-later', '/firstDay', { ...second, firstDay: first.firstDay }, [first]],
    ['time-zone-changed', '/timeZone', { ...second, timeZone: 'Asia/Urumqi' }, [first]],
    ['currency-changed', '/currency', { ...second, currency: 'EUR' as 'CNY' }, [first]],
  ] as const)('%s', (rule, pointer, plan, earlier) => {
    expect(checkSuccession(plan, earlier)).toMatchObject([{ rule, pointer }])
  })
})

describe('loading a version', () => {
  test('the first may begin in the past', () => {
    expect(loadVersion([], first, now, alone)).toEqual({ accepted: true, event: { kind: 'version-loaded' } })
  })

  test('the same version with the same terms is kept, also when it is not the last', () => {
    expect(loadVersion([first, second], structuredClone(first), now, alone)).toMatchObject({
      event: { kind: 'version-kept' },
    })
  })

  test('the same version with another term is refused', () => {
    const other = { ...first, filing: { ...first.filing, withinDays: 90 } }
    expect(loadVersion([first], other, now, alone)).toMatchObject({
      refusal: {
        code: 'plan-version-differs',
        facts: { version: 1, differences: 1, firstDifference: 'filing.withinDays' },
      },
    })
  })

  test('a gap is refused with the number that comes next', () => {
    expect(loadVersion([first], { ...second, version: 3 }, now, alone)).toMatchObject({
      refusal: {
        code: 'plan-out-of-order',
        field: 'version',
        facts: {
          rule: 'version-not-next',
          message: 'The next version of this plan is 2: number versions without a gap.',
        },
      },
    })
  })

  test.each([
    ['2019-12-01', false],
    ['2019-12-02', true],
  ])(
    'without a promise of notice a version begins at the earliest tomorrow, by the plan zone: %s',
    (firstDay, taken) => {
      expect(loadVersion([first], { ...second, firstDay }, now, alone).accepted).toBe(taken)
    },
  )

  test.each([
    ['2019-12-30', false],
    ['2019-12-31', true],
  ])('30 days of notice end with %s: %s', (firstDay, taken) => {
    const decision = loadVersion([announced], { ...second, firstDay }, now, alone)
    expect(decision.accepted).toBe(taken)
    if (!decision.accepted) {
      expect(decision.refusal).toEqual({
        code: 'first-day-too-early',
        field: 'firstDay',
        clause: '9',
        facts: { firstDay, earliestDay: '2019-12-31', noticeDays: 30 },
      })
    }
  })

  test('a version cannot shorten the notice that the one before promised', () => {
    const hasty = { ...second, firstDay: '2019-12-05', changes: { noticeDays: 0, clause: '9' } }
    expect(loadVersion([announced], hasty, now, alone)).toMatchObject({ refusal: { code: 'first-day-too-early' } })
  })

  test.each([
    [1n, 2n, true],
    [1n, 1n, false],
    [null, 2n, false],
    [1n, null, false],
  ])('a plan that asks for two people: written by %s, adopted by %s', (writtenBy, adoptedBy, taken) => {
    const careful = { ...announced, changes: { ...announced.changes!, adoptedByAnother: true } }
    const decision = loadVersion([careful], { ...second, firstDay: '2019-12-31' }, now, { writtenBy, adoptedBy })
    expect(decision.accepted).toBe(taken)
    if (!decision.accepted) expect(decision.refusal).toMatchObject({ code: 'second-person-needed', clause: '9' })
    const hasty = loadVersion([careful], { ...second, firstDay: '2019-12-30' }, now, { writtenBy, adoptedBy })
    expect(hasty).toMatchObject({ refusal: { code: 'first-day-too-early' } })
  })
})
