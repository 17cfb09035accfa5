import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accounts, checkTransaction, type LedgerTransaction, reversalOf } from './transaction.ts'

const booking = (...amounts: bigint[]): LedgerTransaction => ({
  plan: 'test-plan',
  subject: 'period/test-plan/2019-01-A',
  memo: 'period settled',
  postings: amounts.map((amountFen, index) => ({ account: accounts[index % accounts.length]!, amountFen })),
})
const codeOf = (transaction: LedgerTransaction) => {
  const checked = checkTransaction(transaction)
  return checked.accepted ? 'accepted' : checked.refusal.code
}

describe('a booking', () => {
  test('has two postings or more, before anything else is asked', () => {
    expect(codeOf(booking())).toBe('too-few-postings')
    expect(codeOf(booking(0n))).toBe('too-few-postings')
  })

  test('has no posting of nothing', () => {
    expect(codeOf(booking(5n, -4n, 0n))).toBe('zero-posting')
  })

  test('sums to zero, to the fen', () => {
    expect(codeOf(booking(5n, -4n))).toBe('not-balanced')
    expect(codeOf(booking(5n, -4n, -1n))).toBe('accepted')
    expect(codeOf(booking(2n ** 62n, -(2n ** 62n) + 1n))).toBe('not-balanced')
  })
})

describe('taking a booking back', () => {
  test('names it and gives every account back what it had, and is itself a booking', () => {
    const amounts = fc.array(
      fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter((amount) => amount !== 0n),
      { minLength: 2, maxLength: 8 },
    )
    fc.assert(
      fc.property(amounts, (some) => {
        const rest = some.reduce((sum, amount) => sum + amount, 0n)
        const original = booking(...some, ...(rest === 0n ? [] : [-rest]))
        const back = reversalOf(original, '00000000-0000-4000-8000-000000000001')
        expect(codeOf(back)).toBe('accepted')
        expect(back).toMatchObject({ plan: original.plan, subject: original.subject })
        expect(back.reverses).toBe('00000000-0000-4000-8000-000000000001')
        original.postings.forEach((posting, index) => {
          expect(back.postings[index]).toEqual({ account: posting.account, amountFen: -posting.amountFen })
        })
      }),
    )
  })
})
