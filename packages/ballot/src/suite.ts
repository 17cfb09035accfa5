import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { utf8 } from '@tongzhou/tlog'
import type { BallotPlace } from './ballot.ts'

/** HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
})

/** HPKE's `info` of a share: where it belongs and whose it is. */
export function shareInfo(place: BallotPlace, keeper: string): Uint8Array<ArrayBuffer> {
  return asOwnBytes(utf8(`${placeText(place)}\n${keeper}`))
}

/** Additional data of the vote and the text. */
export function placeData(place: BallotPlace): Uint8Array<ArrayBuffer> {
  return asOwnBytes(utf8(placeText(place)))
}

/** Throws if a part could pass for two: the parts are lines. */
function placeText({ dispute, juror }: BallotPlace): string {
  if (/[\n\r]/.test(dispute + juror)) throw new TypeError('a reference of a dispute or juror has no line breaks')
  return `tongzhou-ballot/v1\n${dispute}\n${juror}`
}

/** The same bytes in a buffer that WebCrypto's types accept. */
export function asOwnBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}
