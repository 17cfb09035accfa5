import { expect, test } from 'vitest'
import { nextPartBytes } from './send-page.ts'

const kB = 1_024

test.each([
  [64 * kB, 300, 128 * kB],
  [1_024 * kB, 300, 1_024 * kB],
  [256 * kB, 2_000, 256 * kB],
  [256 * kB, 5_000, 128 * kB],
  [64 * kB, 60_000, 64 * kB],
])('after %i bytes in %i ms the next part has %i bytes', (bytes, milliseconds, next) => {
  expect(nextPartBytes(bytes, milliseconds)).toBe(next)
})
