import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { lotKeyTexts } from '@tongzhou/core'

/** What a member serves so that others see that its lot key has one signature for every text. */
export interface LotKeyProof {
  /** Base64 of SubjectPublicKeyInfo. */
  readonly key: string
  /** Of `lotKeyTexts`, in their order, RSA PKCS #1 v1.5 with SHA-256, base64. */
  readonly signatures: readonly string[]
}

const keyBits = 3_072
const keyExponent = 65_537n

/** Signs what a lot key signs to show that it is sound: some milliseconds for each of the eight texts. */
export function makeLotKeyProof(privateKey: KeyObject): LotKeyProof {
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  const signatures = lotKeyTexts(key).map((text) => sign('sha256', Buffer.from(text), privateKey).toString('base64'))
  return { key, signatures }
}

/** Why these signatures do not show that a lot key has one signature for every text; null where they do (docs/decisions/0015-the-lot.md). */
export function whyUnsound({ key, signatures }: LotKeyProof): string | null {
  const publicKey = readLotKey(key)
  if (publicKey === null)
    return `it is no RSA key of ${keyBits} bits with the exponent ${keyExponent} in its one spelling`
  const texts = lotKeyTexts(key)
  if (signatures.length !== texts.length) return `it has ${signatures.length} signatures, not ${texts.length}`
  const wrong = texts.findIndex((text, at) => !isSigned(publicKey, text, signatures[at]!))
  return wrong < 0 ? null : `signature ${wrong} is none of its text by the key`
}

function readLotKey(spelt: string): KeyObject | null {
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.from(spelt, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {}
  const isLotKey = key.asymmetricKeyType === 'rsa' && modulusLength === keyBits && publicExponent === keyExponent
  return isLotKey && key.export({ type: 'spki', format: 'der' }).toString('base64') === spelt ? key : null
}

function isSigned(key: KeyObject, text: string, spelt: string): boolean {
  const bytes = Buffer.from(spelt, 'base64')
  return bytes.toString('base64') === spelt && verify('sha256', Buffer.from(text), key, bytes)
}

/** Reads a proof as it is served; null for anything else. */
export function parseLotKeyProof(text: string): LotKeyProof | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null || !('key' in json) || !('signatures' in json)) return null
  const { key, signatures } = json
  if (typeof key !== 'string' || !Array.isArray(signatures)) return null
  return signatures.every((one) => typeof one === 'string') ? { key, signatures } : null
}
