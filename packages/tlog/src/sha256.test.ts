import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from './bytes.ts'
import { sha256 as onNode } from './sha256-node.ts'
import { sha256 as portable } from './sha256-portable.ts'

/** NIST, "Examples with Intermediate Values" for SHA-256, and FIPS 180-2 appendix B.3. */
const published: [string, string][] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
]

describe.each([
  ['of Node', onNode],
  ['of our own', portable],
])('SHA-256 %s', (_name, sha256) => {
  test.each(published)('gives the published digest of %.20s', (message, digest) => {
    expect(toHex(sha256(utf8(message)))).toBe(digest)
  })

  test('of every length across three blocks and of long random bytes is what Node calculates', () => {
    const lengths = [...Array(200).keys(), 1_000, 65_535, 65_536, 100_001]
    for (const length of lengths) {
      const bytes = new Uint8Array(randomBytes(length))
      expect(toHex(sha256(bytes)), `${length} bytes`).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })

  test('of a part of a larger buffer hashes that part only', () => {
    const part = new Uint8Array(randomBytes(300)).subarray(7, 77)
    expect(toHex(sha256(part))).toBe(createHash('sha256').update(part).digest('hex'))
  })
})
