/** How a call to the outside world is repeated; every field in milliseconds but the number of attempts. */
export interface RetryPolicy {
  readonly attempts: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

/** One more than the largest `lot` that `retryDelay` takes: an unsigned 32-bit number. */
export const lots = 2 ** 32

/**
 * Milliseconds to wait after failed attempt number `attempt` (from 1), or null when no attempt is left. The ceiling
 * doubles with each attempt up to the longest delay; the lot (a random unsigned 32-bit number) picks a place in its
 * upper half, so that thousands of callers that failed together do not come back together, and none comes back at once.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, lot: number): number | null {
  if (!Number.isInteger(attempt) || attempt < 1) throw new RangeError(`attempt number ${attempt}`)
  if (!Number.isInteger(lot) || lot < 0 || lot >= lots) throw new RangeError(`a lot of ${lot}`)
  if (attempt >= policy.attempts) return null
  const ceiling = Math.min(policy.firstDelayMs * 2 ** (attempt - 1), policy.longestDelayMs)
  return Math.floor(ceiling / 2 + (ceiling / 2) * (lot / lots))
}
