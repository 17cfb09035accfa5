import { sha256 } from '#sha256'

/** Bytes of every hash in the tree. */
export const hashBytes = 32

/** Leaf hash (RFC 6962 section 2.1): SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(entry.length + 1)
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** Node hash (RFC 6962 section 2.1): SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * hashBytes)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + hashBytes)
  return sha256(bytes)
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0))
}
