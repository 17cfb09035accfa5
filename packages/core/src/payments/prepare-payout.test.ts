import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PreparePayout, preparePayout } from './prepare-payout.ts'

const ready: PreparePayout = {
  payoutFen: 30_000_000n,
  arrears: [],
  final: true,
  debitPending: false,
  availableFen: 30_000_000n,
}

function codeOf(changes: Partial<PreparePayout>): string {
  const decision = preparePayout({ ...ready, ...changes })
  return decision.accepted ? 'prepared' : decision.refusal.code
}

describe('preparing a payout', () => {
  it('refuses in this order', () => {
    const everything = { final: false, debitPending: true, availableFen: 0n }
    expect(codeOf(everything)).toBe('case-not-final')
    expect(codeOf({ ...everything, final: true })).toBe('debit-pending')
    expect(codeOf({ ...everything, final: true, debitPending: false })).toBe('money-not-there')
    expect(codeOf({})).toBe('prepared')
  })

  it('needs the money to the fen, and needs less where arrears stay here', () => {
    expect(codeOf({ availableFen: 29_999_999n })).toBe('money-not-there')
    const arrears = [{ period: '2026-01-28', amountFen: 1n }]
    expect(codeOf({ availableFen: 29_999_999n, arrears })).toBe('prepared')
  })

  it('takes arrears off, oldest first', () => {
    const arrears = [
      { period: '2026-01-14', amountFen: 300n },
      { period: '2026-01-28', amountFen: 486n },
    ]
    expect(preparePayout({ ...ready, arrears })).toEqual({
      accepted: true,
      event: { kind: 'payout-prepared', deducted: arrears, netFen: 29_999_214n },
    })
  })

  it('leaves an arrear as large as the rest, and those after it, to be collected otherwise', () => {
    const [small, large, last] = [1n, 99n, 2n].map((amountFen) => ({ period: 'any', amountFen }))
    const decision = preparePayout({ ...ready, payoutFen: 100n, arrears: [small!, large!, last!] })
    expect(decision).toMatchObject({ event: { deducted: [small], netFen: 99n } })
  })

  it('loses nothing: what is sent and what stays here are the payout, and something is sent', () => {
    const amounts = fc.array(fc.bigInt(1n, 1_000n), { maxLength: 20 })
    fc.assert(
      fc.property(fc.bigInt(1n, 5_000n), amounts, (payoutFen, arrearsFen) => {
        const arrears = arrearsFen.map((amountFen) => ({ period: 'any', amountFen }))
        const decision = preparePayout({ ...ready, payoutFen, arrears })
        if (!decision.accepted) throw new Error(decision.refusal.code)
        const { deducted, netFen } = decision.event
        expect(deducted.reduce((sum, { amountFen }) => sum + amountFen, netFen)).toBe(payoutFen)
        expect(netFen).toBeGreaterThan(0n)
      }),
    )
  })

  it('throws for a payout of nothing', () => {
    expect(() => preparePayout({ ...ready, payoutFen: 0n })).toThrow(RangeError)
  })
})
