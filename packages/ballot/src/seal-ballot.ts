import { fromBase64, toBase64 } from '@tongzhou/tlog'
import { split } from 'shamir-secret-sharing'
import { sealTo } from '#primitives'
import { type BallotPlace, formatSealedBallot, type Keeper, maxKeepers, shareBytes, type Vote } from './ballot.ts'
import { padText, padVote } from './padding.ts'
import { placeData, shareInfo } from './place.ts'
import { commitToKey, encryptPart, textKeyOf, voteKeyOf } from './vote-key.ts'

export interface BallotToSeal {
  readonly vote: Vote
  /** The juror's reasons in words, at most 2,000 characters. */
  readonly text: string
  readonly place: BallotPlace
  readonly keepers: readonly Keeper[]
  /** How many keepers can open it together; fewer learn nothing. 1 gives each of them the whole key. */
  readonly threshold: number
}

/**
 * Seals a ballot in the juror's browser: any `threshold` of the keepers together open it, and nobody else. Every vote makes the same number of bytes.
 * Throws a RangeError when clause, text, keepers or threshold are out of bounds, and a fault of WebCrypto when a keeper's key is none.
 */
export async function sealBallot({ vote, text, place, keepers, threshold }: BallotToSeal): Promise<string> {
  if (keepers.length === 0 || keepers.length > maxKeepers) throw new RangeError(`1 to ${maxKeepers} keepers`)
  if (new Set(keepers.map(({ name }) => name)).size < keepers.length) throw new RangeError('a keeper is named twice')
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > keepers.length)
    throw new RangeError(`a threshold between 1 and the number of keepers, ${keepers.length}`)
  const ballotKey = crypto.getRandomValues(new Uint8Array(32))
  const data = placeData(place)
  const shares = await splitKey(ballotKey, keepers.length, threshold)
  const [sealedVote, sealedText, ...sealedShares] = await Promise.all([
    voteKeyOf(ballotKey).then((key) => encryptPart(key, padVote(vote), data)),
    textKeyOf(ballotKey).then((key) => encryptPart(key, padText(text), data)),
    ...keepers.map(({ name, key }, index) => sealTo(fromBase64(key), shares[index]!, shareInfo(place, name))),
  ])
  return formatSealedBallot({
    key: toBase64(commitToKey(ballotKey)),
    vote: toBase64(sealedVote),
    text: toBase64(sealedText),
    shares: new Map(keepers.map(({ name }, index) => [name, toBase64(sealedShares[index]!)])),
  })
}

/** Shamir's sharing over GF(2^8), one byte at a time; the last byte of a share is its coordinate. 0, which sharing never uses, marks the key itself. */
async function splitKey(ballotKey: Uint8Array, count: number, threshold: number): Promise<readonly Uint8Array[]> {
  if (threshold > 1) return split(ballotKey, count, threshold)
  const whole = new Uint8Array(shareBytes)
  whole.set(ballotKey)
  return Array.from({ length: count }, () => whole)
}
