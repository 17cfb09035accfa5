import { concatBytes, equalBytes, sha256, utf8 } from '@tongzhou/tlog'
import { decryptOnce, encryptOnce, hkdf } from '#primitives'
import { hashBytes } from './ballot.ts'

const keyBytes = 32

/**
 * The key of a ballot's vote, of the ballot's key K: what is published when the votes are counted, so that anybody who has the sealed
 * ballot can open its vote, and not its reasons in words.
 */
export function voteKeyOf(ballotKey: Uint8Array): Promise<Uint8Array> {
  return hkdf(ballotKey, 'vote')
}

/** The key of a ballot's reasons in words. */
export function textKeyOf(ballotKey: Uint8Array): Promise<Uint8Array> {
  return hkdf(ballotKey, 'text')
}

/** What a ballot shows of its key K: without it, one ballot could be made to open in two ways by two sets of shares. */
export function commitToKey(ballotKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8('tongzhou-ballot-key/v1'), ballotKey))
}

export function fitsKey(ballotKey: Uint8Array, commitment: Uint8Array): boolean {
  return equalBytes(commitToKey(ballotKey), commitment)
}

/**
 * AES-256-GCM under a key of its own for each part of each ballot. A hash of the key stands before it: AES-GCM alone would let a juror make
 * bytes that open to `pay` by one key and to `do-not-pay` by another.
 */
export async function encryptPart(key: Uint8Array, data: Uint8Array, place: Uint8Array): Promise<Uint8Array> {
  return concatBytes(commitToPartKey(key), await encryptOnce(key, data, place))
}

/** The data of a part, or null if the key or the place is another, or a byte was changed. */
export async function decryptPart(key: Uint8Array, part: Uint8Array, place: Uint8Array): Promise<Uint8Array | null> {
  if (key.length !== keyBytes || !equalBytes(commitToPartKey(key), part.subarray(0, hashBytes))) return null
  return decryptOnce(key, part.subarray(hashBytes), place)
}

/** What stands before an encrypted part. */
export function commitToPartKey(key: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8('tongzhou-ballot-part-key/v1'), key))
}
