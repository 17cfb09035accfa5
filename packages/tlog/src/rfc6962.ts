import { sha256 } from '#sha256'
import { malformed } from './tlog-error.ts'

/** Bytes of every hash in the tree. */
export const hashBytes = 32

/** Leaf hash (RFC 6962 section 2.1): SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + 1)
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** Node hash (RFC 6962 section 2.1): SHA-256(0x01 || left || right). Both must be 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  requireHash(left, 'left child')
  requireHash(right, 'right child')
  const bytes = new Uint8Array(1 + 2 * hashBytes)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + hashBytes)
  return sha256(bytes)
}

/** Root of the tree without leaves (RFC 6962 section 2.1): SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** Throws `malformed`, naming `what`, unless `hash` has exactly 32 bytes: a shorter one could shift what is hashed. */
export function requireHash(hash: Uint8Array, what: string): void {
  if (hash.length !== hashBytes) throw malformed(`${what} has ${hash.length} bytes instead of ${hashBytes}`)
}
