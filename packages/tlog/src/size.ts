import { outOfRange } from './tlog-error.ts'

/**
 * Sizes and indices are plain numbers up to 2^53 - 1, the largest that a number holds exactly: at 5,000 entries a
 * second a log reaches it after 57,000 years, while bigint would be slower in every loop and strange in JSON. What is
 * larger is refused, never rounded. Bit operators cut to 32 bits, so sizes are divided, not shifted.
 */
export const maxSize = Number.MAX_SAFE_INTEGER

/** Throws `out-of-range`, naming `what`, unless `size` is a whole number from 0 to `maxSize`. */
export function requireSize(size: number, what: string): void {
  if (!Number.isSafeInteger(size) || size < 0)
    throw outOfRange(`${what} ${size} is not a whole number from 0 to 2^53 - 1`)
}

/** Throws `out-of-range` unless `index` is that of an entry in a tree of `size`. */
export function requireIndex(index: number, size: number, what = 'index'): void {
  requireSize(index, what)
  requireSize(size, 'size')
  if (index >= size) throw outOfRange(`${what} ${index} is beyond the ${size} entries`)
}

/** The largest power of two below `count`, which is at least 2: where RFC 6962 section 2.1 splits a tree. */
export function largestPowerBelow(count: number): number {
  return 2 ** (bitLength(count - 1) - 1)
}

/** How many binary digits `count` has: 0 for 0, 1 for 1, 2 for 2 and 3. */
export function bitLength(count: number): number {
  const high = Math.floor(count / 2 ** 32)
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(count)
}
