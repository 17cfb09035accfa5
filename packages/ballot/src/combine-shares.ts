import { fromBase64 } from '@tongzhou/tlog'
import { combine } from 'shamir-secret-sharing'
import { parseSealedBallot, shareBytes } from './ballot.ts'
import { fitsKey } from './vote-key.ts'

/** Sets of shares that are tried for one ballot: without a bound, one liar among many keepers would buy an hour of arithmetic per ballot. */
const maxSets = 5_000

export interface SharesToCombine {
  readonly sealed: string
  /** By keeper's name. Sets are tried in this order: name those first who have not lied before. */
  readonly shares: ReadonlyMap<string, Uint8Array>
  readonly threshold: number
}

/**
 * The key K of a ballot, or null if no set of `threshold` shares makes the key that the ballot commits to: a keeper who lies is passed
 * over, and a juror who sealed shares that don't fit has cast no vote.
 */
export async function combineShares({ sealed, shares, threshold }: SharesToCombine): Promise<Uint8Array | null> {
  const ballot = parseSealedBallot(sealed)
  if (typeof ballot === 'string') return null
  const known = [...shares].filter(([name, share]) => ballot.shares.has(name) && share.length === shareBytes)
  const commitment = fromBase64(ballot.key)
  let tried = 0
  for (const chosen of setsOf(
    known.map(([, share]) => share),
    threshold,
  )) {
    const key = await combineSet(chosen)
    if (key && fitsKey(key, commitment)) return key
    tried += 1
    if (tried === maxSets) return null
  }
  return null
}

async function combineSet(shares: readonly Uint8Array[]): Promise<Uint8Array | null> {
  const coordinates = new Set(shares.map((share) => share[shareBytes - 1]))
  if (shares.length === 1) return coordinates.has(0) ? shares[0]!.subarray(0, shareBytes - 1) : null
  if (coordinates.size < shares.length || coordinates.has(0)) return null
  // The library looks at the constructor: a Buffer won't do.
  return combine(shares.map((share) => new Uint8Array(share)))
}

/** All choices of `count` of the items, the first ones first. */
export function* setsOf<Item>(items: readonly Item[], count: number): Generator<readonly Item[]> {
  if (count === 0) yield []
  else
    for (let first = 0; first + count <= items.length; first += 1)
      for (const rest of setsOf(items.slice(first + 1), count - 1)) yield [items[first]!, ...rest]
}
