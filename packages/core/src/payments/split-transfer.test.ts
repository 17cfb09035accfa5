import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostParts, splitTransfer } from './split-transfer.ts'

describe('splitting a payout by the limit per transfer', () => {
  it('sends what is at the limit in one part, a fen more in two', () => {
    expect(splitTransfer(20_000_000n, 20_000_000n)).toEqual([20_000_000n])
    expect(splitTransfer(20_000_001n, 20_000_000n)).toEqual([20_000_000n, 1n])
  })

  it('loses and makes nothing, has no empty part and no part above the limit', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.bigInt(1n, 10n ** 12n), (amountFen, limitFen) => {
        fc.pre(amountFen / limitFen < BigInt(mostParts))
        const parts = splitTransfer(amountFen, limitFen)
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amountFen)
        expect(parts.every((part) => part > 0n && part <= limitFen)).toBe(true)
        expect(parts.slice(0, -1).every((part) => part === limitFen)).toBe(true)
      }),
    )
  })

  it.each([
    [0n, 1n],
    [-1n, 1n],
    [1n, 0n],
    [BigInt(mostParts) + 1n, 1n],
  ])('throws for %s fen in parts of %s fen', (amountFen, limitFen) => {
    expect(() => splitTransfer(amountFen, limitFen)).toThrow(RangeError)
  })
})
