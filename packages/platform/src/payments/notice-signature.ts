import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { ReceivedNotice } from './gateway.ts'

/**
 * Signatures of notices after the Standard Webhooks specification (asymmetric form, `v1a`): Ed25519 over
 * `id.timestamp.body`, the body as the bytes that were received. Nothing else is signed: no path, no query, no re-encoded
 * form of the body.
 */
export function signNotice(key: KeyObject, id: string, timestamp: string, body: Uint8Array): string {
  return `v1a,${sign(null, signedBytes(id, timestamp, body), key).toString('base64')}`
}

/** Whether one of the (space-separated) signatures is of this key; several are there while a gateway changes its key. */
export function isSignedBy(key: KeyObject, received: ReceivedNotice): boolean {
  const message = signedBytes(received.id, received.timestamp, received.body)
  return received.signature.split(' ').some((signature) => {
    const match = /^v1a,([A-Za-z0-9+/]{86}==)$/.exec(signature)
    return match !== null && verify(null, message, key, Buffer.from(match[1]!, 'base64'))
  })
}

function signedBytes(id: string, timestamp: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
}

/** A signing key from its `whsk_` text. Throws on anything else. */
export function readSigningKey(text: string): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), keyBytes(text, 'whsk_')])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** A verification key from its `whpk_` text. Throws on anything else. */
export function readNoticeKey(text: string): KeyObject {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), keyBytes(text, 'whpk_')])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/** The `whpk_` text of the key that checks what `signingKey` signs. */
export function noticeKeyOf(signingKey: KeyObject): string {
  const der = createPublicKey(signingKey).export({ format: 'der', type: 'spki' })
  return `whpk_${der.subarray(-32).toString('base64')}`
}

/** A new signing key as its `whsk_` text. */
export function newSigningKey(): string {
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
  return `whsk_${der.subarray(-32).toString('base64')}`
}

function keyBytes(text: string, prefix: string): Buffer {
  const bytes = text.startsWith(prefix) ? Buffer.from(text.slice(prefix.length), 'base64') : Buffer.alloc(0)
  if (bytes.length !== 32) throw new Error(`a key for notices is ${prefix} and 32 bytes in base64`)
  return bytes
}
