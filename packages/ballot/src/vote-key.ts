import { concatBytes, equalBytes, sha256, utf8 } from '@tongzhou/tlog'
import { hashBytes } from './ballot.ts'
import { asOwnBytes } from './suite.ts'

const keyBits = 256

/**
 * The key of a ballot's vote, of the ballot's key K: what is published when the votes are counted, so that anybody who has the sealed
 * ballot can open its vote, and not its reasons in words.
 */
export function voteKeyOf(ballotKey: Uint8Array): Promise<Uint8Array> {
  return derive(ballotKey, 'vote')
}

/** The key of a ballot's reasons in words. */
export function textKeyOf(ballotKey: Uint8Array): Promise<Uint8Array> {
  return derive(ballotKey, 'text')
}

/** HKDF-SHA256 (RFC 5869) without a salt, which a random key doesn't need. */
async function derive(ballotKey: Uint8Array, info: 'vote' | 'text'): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', asOwnBytes(ballotKey), 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: asOwnBytes(utf8(info)) }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, keyBits))
}

/** What a ballot shows of its key K: without it, one ballot could be made to open in two ways by two sets of shares. */
export function commitToKey(ballotKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8('tongzhou-ballot-key/v1'), ballotKey))
}

export function fitsKey(ballotKey: Uint8Array, commitment: Uint8Array): boolean {
  return equalBytes(commitToKey(ballotKey), commitment)
}

/**
 * AES-256-GCM under a key of its own for each part of each ballot, so that the nonce may be zero. A hash of the key stands before it:
 * AES-GCM alone would let a juror make bytes that open to `pay` by one key and to `do-not-pay` by another.
 */
export async function encryptPart(
  key: Uint8Array,
  data: Uint8Array,
  place: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
  const cipher = await crypto.subtle.importKey('raw', asOwnBytes(key), 'AES-GCM', false, ['encrypt'])
  const encrypted = await crypto.subtle.encrypt(gcm(place), cipher, asOwnBytes(data))
  return concatBytes(commitToPartKey(key), new Uint8Array(encrypted))
}

/** The data of a part, or null if the key or the place is another, or a byte was changed. */
export async function decryptPart(
  key: Uint8Array,
  part: Uint8Array,
  place: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | null> {
  if (key.length !== keyBits / 8 || !equalBytes(commitToPartKey(key), part.subarray(0, hashBytes))) return null
  const cipher = await crypto.subtle.importKey('raw', asOwnBytes(key), 'AES-GCM', false, ['decrypt'])
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(place), cipher, asOwnBytes(part.subarray(hashBytes))))
  } catch (fault) {
    if ((fault as Error).name === 'OperationError') return null
    throw fault
  }
}

function commitToPartKey(key: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8('tongzhou-ballot-part-key/v1'), key))
}

function gcm(additionalData: Uint8Array<ArrayBuffer>) {
  return { name: 'AES-GCM', iv: new Uint8Array(12), additionalData }
}
