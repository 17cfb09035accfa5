import { expect, test } from 'vitest'
import { listAt, numberTyped, planOf, typedNumber, valueAt, withValue } from './plan-text.ts'

const text = '{"plan": "a", "sharing": {"capPerCaseFen": 10}, "tiers": [{"payoutFen": 1}, {"payoutFen": 2}]}'

test('one value is changed and the rest keeps its place', () => {
  const plan = planOf(text)!
  expect(withValue(plan, ['tiers', 1, 'payoutFen'], 5)).toBe(
    `${JSON.stringify(JSON.parse(text.replace('2}', '5}')), null, 2)}\n`,
  )
  expect(planOf(withValue(plan, ['sharing', 'capPerCaseFen'], null))).toMatchObject({
    sharing: { capPerCaseFen: null },
  })
  expect(planOf(withValue(plan, ['changes', 'noticeDays'], 3))).toMatchObject({ plan: 'a', changes: { noticeDays: 3 } })
})

test('a text that is no plan has no values', () => {
  for (const broken of ['', '{', '[]', 'null', '"plan"']) expect(planOf(broken)).toBeNull()
  expect(valueAt(planOf(text), ['tiers', 7, 'payoutFen'])).toBeUndefined()
  expect(valueAt(planOf(text), ['plan', 'code'])).toBeUndefined()
  expect(listAt({ tiers: 'none' }, ['tiers'])).toEqual([])
  expect(listAt({ tiers: [1, null, { a: 1 }] }, ['tiers'])).toEqual([{ a: 1 }])
})

test.each([
  [10, 'hundredths', '0.10'],
  [30_000_000, 'hundredths', '300000'],
  [18_805, 'hundredths', '188.05'],
  [90, 'whole', '90'],
  [null, 'hundredths', ''],
] as const)('%s in %s is typed as %s, and back', (value, scale, typed) => {
  expect(typedNumber(value, scale)).toBe(typed)
  expect(numberTyped(typed, scale)).toBe(value)
})

test.each([
  ['1.5', 'whole'],
  ['-1', 'whole'],
  ['1.234', 'hundredths'],
  ['1e5', 'hundredths'],
  ['12,5', 'hundredths'],
] as const)('%s is no number in %s', (typed, scale) => {
  expect(numberTyped(typed, scale)).toBeUndefined()
})
