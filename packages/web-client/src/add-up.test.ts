import { expect, test } from 'vitest'
import { type Arithmetic, addUp, type StepName } from './add-up.ts'

/** 100,000.00 and a fee of 8,000.00 among seven: 15,428.58 each, 0.06 carried on. */
const settled: Readonly<Record<StepName, bigint>> = {
  payouts: 10_000_000n,
  fees: 800_000n,
  'case-cap': 0n,
  shortfall: 0n,
  'carry-in': 0n,
  due: 10_800_000n,
  share: 1_542_858n,
  'year-cap': 0n,
  others: 0n,
  'carry-out': 6n,
}

function arithmeticOf(changes: Partial<Record<StepName, bigint>> = {}, operatorFen = '0'): Arithmetic {
  const steps = Object.entries({ ...settled, ...changes }).map(([name, amount]) => ({
    name,
    how: '',
    amountFen: amount.toString(),
  }))
  return { steps, cases: [{ caseReference: '7F3K-9Q2M', payoutFen: '10000000', feeFen: '800000', operatorFen }] }
}

test('a period that is right adds up', () => {
  expect(addUp(arithmeticOf(), 7n)).toEqual([])
})

test.each([
  [{ payouts: 10_000_001n }, ['payouts', 'due', 'carry-out']],
  [{ fees: 799_999n }, ['fees', 'due', 'share', 'carry-out']],
  [{ share: 1_542_859n }, ['share', 'carry-out']],
  [{ share: 1_542_857n }, ['share', 'others', 'carry-out']],
  [{ due: 10_800_001n }, ['due']],
  [{ 'carry-out': 5n }, ['carry-out']],
] as const)('%o is noticed', (changes, names) => {
  expect(addUp(arithmeticOf(changes), 7n)).toEqual(names)
})

test('a year cap: the operator bears what the shares do not bring', () => {
  const capped = { share: 1_000_000n, 'year-cap': 3_800_000n, 'carry-out': 0n }
  expect(addUp(arithmeticOf(capped), 7n)).toEqual([])
  expect(addUp(arithmeticOf({ ...capped, 'year-cap': 3_799_999n }), 7n)).toEqual(['others'])
})

test('a case cap, a carry-in above the cost, and nobody to share', () => {
  expect(
    addUp(arithmeticOf({ 'case-cap': 100n, due: 10_799_900n, share: 1_542_843n, 'carry-out': 1n }, '100'), 7n),
  ).toEqual([])
  expect(addUp(arithmeticOf({ 'carry-in': 10_800_007n, due: 0n, share: 0n, 'carry-out': 7n }), 7n)).toEqual([])
  expect(addUp(arithmeticOf({ share: 0n, others: 10_800_000n, 'carry-out': 0n }), 0n)).toEqual([])
})

test('a step that is missing is not passed over', () => {
  const { cases, steps } = arithmeticOf()
  expect(() => addUp({ cases, steps: steps.slice(1) }, 7n)).toThrow(RangeError)
})
