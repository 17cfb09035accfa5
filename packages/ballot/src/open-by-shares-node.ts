import { fromBase64 } from '@tongzhou/tlog'
import { type BallotPlace, parseSealedBallot, shareBytes, type Vote } from './ballot.ts'
import { setsOf } from './combine-shares.ts'
import { openVoteNow } from './open-vote-node.ts'
import { hkdfNow } from './primitives-node.ts'
import { fitsKey } from './vote-key.ts'

/** Sets of shares that are tried: a log's entry with ballots of fifty lying keepers must not stop whoever checks it. */
const maxSets = 1_000

/** What a sealed ballot commits its key K to, 32 bytes: with the sealed vote it is all that shares need to be tried on. Null if it is malformed. */
export function keyCommitmentOf(sealed: string): Uint8Array | null {
  const ballot = parseSealedBallot(sealed)
  return typeof ballot === 'string' ? null : fromBase64(ballot.key)
}

/**
 * The vote to which any `threshold` of the shares open a ballot, or null. As `combineShares` and `openVote`, at once, and by another
 * program than the one that splits keys: for who checks that a ballot which is called invalid is.
 */
export function openByShares({
  commitment,
  place,
  sealedVote,
  shares,
  threshold,
}: {
  /** See `keyCommitmentOf`, `sealedVoteOf`. */
  readonly commitment: Uint8Array
  readonly sealedVote: Uint8Array
  readonly place: BallotPlace
  readonly shares: readonly Uint8Array[]
  readonly threshold: number
}): Vote | null {
  let tried = 0
  const whole = shares.filter((share) => share.length === shareBytes)
  for (const chosen of setsOf(whole, threshold)) {
    const key = combineNow(chosen)
    if (key && fitsKey(key, commitment)) return openVoteNow({ voteKey: hkdfNow(key, 'vote'), place, sealedVote })
    tried += 1
    if (tried === maxSets) return null
  }
  return null
}

/** Shamir's secret from shares whose last byte is the coordinate, over GF(2^8) with the polynomial of AES; a single share is the secret itself. */
function combineNow(shares: readonly Uint8Array[]): Uint8Array | null {
  const places = shares.map((share) => share[shareBytes - 1]!)
  if (shares.length === 1) return places[0] === 0 ? shares[0]!.subarray(0, shareBytes - 1) : null
  if (places.includes(0) || new Set(places).size < places.length) return null
  // Lagrange's basis at 0: the product of x_j / (x_i + x_j) over all others.
  const weights = places.map((own) =>
    places.reduce((weight, other) => (other === own ? weight : times(weight, times(other, inverse(own ^ other)))), 1),
  )
  return Uint8Array.from({ length: shareBytes - 1 }, (_, byte) =>
    shares.reduce((sum, share, at) => sum ^ times(share[byte]!, weights[at]!), 0),
  )
}

function times(one: number, other: number): number {
  let [product, left, right] = [0, one, other]
  while (right > 0) {
    if (right & 1) product ^= left
    left = left & 0x80 ? (left << 1) ^ 0x11b : left << 1
    right >>= 1
  }
  return product
}

/** value^254, since value^255 is 1. */
function inverse(value: number): number {
  let power = 1
  for (let step = 0; step < 254; step += 1) power = times(power, value)
  return power
}
