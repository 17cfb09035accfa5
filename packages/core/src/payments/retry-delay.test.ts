import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lots, retryDelay } from './retry-delay.ts'

const policy = { attempts: 6, firstDelayMs: 200, longestDelayMs: 1_000 }

describe('waiting before a call is repeated', () => {
  it('doubles up to the longest delay, then gives up', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(policy, attempt, 0))
    expect(delays).toEqual([100, 200, 400, 500, 500, null, null])
  })

  it('stays between half the ceiling and the ceiling, whatever the lot', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: lots - 1 }), fc.integer({ min: 1, max: 5 }), (lot, attempt) => {
        const ceiling = Math.min(200 * 2 ** (attempt - 1), 1_000)
        const delay = retryDelay(policy, attempt, lot)!
        expect(delay).toBeGreaterThanOrEqual(ceiling / 2)
        expect(delay).toBeLessThanOrEqual(ceiling)
      }),
    )
  })

  it.each([
    [0, 0],
    [1.5, 0],
    [1, -1],
    [1, lots],
  ])('throws for attempt %d and lot %d', (attempt, lot) => {
    expect(() => retryDelay(policy, attempt, lot)).toThrow(RangeError)
  })
})
