import { canonicalJson, maxEntryBytes } from '@tongzhou/core'
import { expect, test } from 'vitest'
import type { OpenedBallotRow } from './ballot-store.ts'
import { ballotFacts, inEntries } from './open-ballots.ts'

const share = Buffer.alloc(33, 255).toString('base64')
const juror = (at: number) => String(at).padStart(12, '0')
const valid = (at: number): OpenedBallotRow => ({
  pseudonym: juror(at),
  choice: 'do-not-pay',
  clause: '999.999.999.999',
  voteKey: new Uint8Array(32),
  reason: '',
  shares: null,
})
const invalid = (at: number, keepers: number): OpenedBallotRow => ({
  pseudonym: juror(at),
  choice: 'invalid',
  clause: '',
  voteKey: null,
  reason: '',
  shares: Array.from({ length: keepers }, (_, number) => ({ keeper: `${number}`.padStart(100, 'k'), share })),
})

test('400 valid ballots, as many as keepers are asked for at once, are one entry', () => {
  expect(inEntries(Array.from({ length: 400 }, (_, at) => valid(at)))).toHaveLength(1)
})

test.each([1, 4, 50])(
  'invalid ones with the shares of %d keepers take as many entries as they need, in order',
  (keepers) => {
    const ballots = Array.from({ length: 400 }, (_, at) => (at % 3 === 0 ? valid(at) : invalid(at, keepers)))
    const entries = inEntries(ballots)
    expect(entries.flat()).toEqual(ballots)
    for (const [at, entry] of entries.entries()) {
      expect(entry.length).toBeGreaterThan(0)
      const bytes = Buffer.byteLength(canonicalJson(entry.map(ballotFacts)))
      expect(bytes).toBeLessThan(maxEntryBytes - 5_000)
      // No entry is left half empty.
      if (at < entries.length - 1) expect(bytes).toBeGreaterThan(50_000)
    }
  },
)
