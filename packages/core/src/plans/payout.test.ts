import { expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import { payoutFor } from './payout.ts'

test.each([
  [0, 30_000_000n],
  [39, 30_000_000n],
  [40, 10_000_000n],
  [59, 10_000_000n],
  [60, null],
])('at %i years the payout is by the tier of that age', (age, payout) => {
  expect(payoutFor(testPlan, 'paralysis', false, age)).toBe(payout)
})

test.each([
  [0, 5_000_000n],
  [59, 5_000_000n],
  [60, null],
])('the mild form at %i years has its own amount, as long as a tier holds the age', (age, payout) => {
  expect(payoutFor(testPlan, 'malignant-tumour', true, age)).toBe(payout)
})

test('there is no payout for an illness that the plan does not name, nor for a mild form that it lacks', () => {
  expect(payoutFor(testPlan, 'gout', false, 30)).toBeNull()
  expect(payoutFor(testPlan, 'paralysis', true, 30)).toBeNull()
})
