import { hash } from 'node:crypto'

/** SHA-256 (FIPS 180-4) of `bytes`: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const { buffer, byteLength, byteOffset } = hash('sha256', bytes, 'buffer')
  return new Uint8Array(buffer, byteOffset, byteLength)
}
