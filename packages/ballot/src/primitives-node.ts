import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { concatBytes, utf8 } from '@tongzhou/tlog'

/*
 * The same as primitives-web.ts by Node's synchronous functions. A ballot takes some sixty steps of a microsecond or two; as WebCrypto's
 * promises they cost ten times as much, and after a vote of 250,000 every keeper waits for them. The tests open here what
 * @hpke/core sealed, and the other way round.
 */

/** A keeper's private key, read once for many ballots. What is in it is this file's business. */
export interface KeeperPrivateKey {
  readonly publicKey: Uint8Array
  readonly privateKey: KeyObject
}

const keyBytes = 32
const tagBytes = 16
const nonceBytes = 12
/** RFC 8410: what stands before the 32 raw bytes in SubjectPublicKeyInfo and in PKCS #8. */
const publicHead = Buffer.from('302a300506032b656e032100', 'hex')
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex')

export async function hkdf(secret: Uint8Array, info: string): Promise<Uint8Array> {
  return hkdfNow(secret, info)
}

/** `hkdf` at once. */
export function hkdfNow(secret: Uint8Array, info: string): Uint8Array {
  return expand(hmac(new Uint8Array(keyBytes), secret), utf8(info))
}

export async function encryptOnce(key: Uint8Array, data: Uint8Array, additionalData: Uint8Array): Promise<Uint8Array> {
  return encrypt(key, new Uint8Array(nonceBytes), data, additionalData)
}

export async function decryptOnce(
  key: Uint8Array,
  data: Uint8Array,
  additionalData: Uint8Array,
): Promise<Uint8Array | null> {
  return decryptNow(key, data, additionalData)
}

/** `decryptOnce` at once. */
export function decryptNow(key: Uint8Array, data: Uint8Array, additionalData: Uint8Array): Uint8Array | null {
  return decrypt(key, new Uint8Array(nonceBytes), data, additionalData)
}

export async function makeKeyPair(): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return { publicKey: rawPublic(publicKey), privateKey: fromJwk(privateKey, 'd') }
}

export async function readPrivateKey(raw: Uint8Array): Promise<KeeperPrivateKey> {
  if (raw.length !== keyBytes) throw new TypeError(`an X25519 private key has ${keyBytes} bytes`)
  const der = Buffer.concat([privateHead, raw])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return { privateKey, publicKey: rawPublic(createPublicKey(privateKey)) }
}

export async function sealTo(publicKey: Uint8Array, data: Uint8Array, info: Uint8Array): Promise<Uint8Array> {
  const ephemeral = generateKeyPairSync('x25519')
  const encapsulated = rawPublic(ephemeral.publicKey)
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: readPublic(publicKey) })
  const { key, nonce } = keySchedule(shared, concatBytes(encapsulated, publicKey), info)
  return concatBytes(encapsulated, encrypt(key, nonce, data, new Uint8Array(0)))
}

export async function openWith(
  key: KeeperPrivateKey,
  sealed: Uint8Array,
  info: Uint8Array,
): Promise<Uint8Array | null> {
  const encapsulated = sealed.subarray(0, keyBytes)
  const shared = shareSecret(key.privateKey, encapsulated)
  if (!shared) return null
  const schedule = keySchedule(shared, concatBytes(encapsulated, key.publicKey), info)
  return decrypt(schedule.key, schedule.nonce, sealed.subarray(keyBytes), new Uint8Array(0))
}

/** Null for a point of small order, with which every key shares zeros (RFC 9180 section 7.1.4). */
function shareSecret(privateKey: KeyObject, encapsulated: Uint8Array): Uint8Array | null {
  if (encapsulated.length !== keyBytes) return null
  try {
    return diffieHellman({ privateKey, publicKey: readPublic(encapsulated) })
  } catch (fault) {
    if ((fault as { code?: unknown }).code === 'ERR_OSSL_FAILED_DURING_DERIVATION') return null
    throw fault
  }
}

const kemSuite = Uint8Array.of(0x4b, 0x45, 0x4d, 0x00, 0x20)
const suite = Uint8Array.of(0x48, 0x50, 0x4b, 0x45, 0x00, 0x20, 0x00, 0x01, 0x00, 0x02)
const emptySalt = new Uint8Array(keyBytes)

/** RFC 9180: ExtractAndExpand of section 4.1, then KeySchedule of section 5.1 in base mode, without an exporter. */
function keySchedule(
  shared: Uint8Array,
  kemContext: Uint8Array,
  info: Uint8Array,
): { key: Uint8Array; nonce: Uint8Array } {
  const early = labeledExtract(kemSuite, emptySalt, 'eae_prk', shared)
  const sharedSecret = labeledExpand(kemSuite, early, 'shared_secret', kemContext, keyBytes)
  const infoHash = labeledExtract(suite, emptySalt, 'info_hash', info)
  const context = concatBytes(Uint8Array.of(0), noPskHash, infoHash)
  const secret = labeledExtract(suite, sharedSecret, 'secret', new Uint8Array(0))
  return {
    key: labeledExpand(suite, secret, 'key', context, keyBytes),
    nonce: labeledExpand(suite, secret, 'base_nonce', context, nonceBytes),
  }
}

function labeledExtract(suiteId: Uint8Array, salt: Uint8Array, label: string, material: Uint8Array): Uint8Array {
  return hmac(salt, concatBytes(utf8('HPKE-v1'), suiteId, utf8(label), material))
}

function labeledExpand(
  suiteId: Uint8Array,
  key: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  return expand(key, concatBytes(Uint8Array.of(0, length), utf8('HPKE-v1'), suiteId, utf8(label), info)).subarray(
    0,
    length,
  )
}

const noPskHash = labeledExtract(suite, emptySalt, 'psk_id_hash', new Uint8Array(0))

/** HKDF-Expand up to the length of one hash. */
function expand(key: Uint8Array, info: Uint8Array): Uint8Array {
  return hmac(key, concatBytes(info, Uint8Array.of(1)))
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(data).digest())
}

function encrypt(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, additionalData: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData)
  return concatBytes(cipher.update(data), cipher.final(), cipher.getAuthTag())
}

function decrypt(key: Uint8Array, nonce: Uint8Array, data: Uint8Array, additionalData: Uint8Array): Uint8Array | null {
  const end = data.length - tagBytes
  if (end < 0) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(additionalData).setAuthTag(data.subarray(end))
  const opened = decipher.update(data.subarray(0, end))
  try {
    decipher.final()
  } catch {
    // Everything but the tag was given in its right length, so that only the tag can be at fault.
    return null
  }
  return new Uint8Array(opened)
}

function readPublic(raw: Uint8Array): KeyObject {
  if (raw.length !== keyBytes) throw new TypeError(`an X25519 public key has ${keyBytes} bytes`)
  return createPublicKey({ key: Buffer.concat([publicHead, raw]), format: 'der', type: 'spki' })
}

function rawPublic(key: KeyObject): Uint8Array {
  return fromJwk(key, 'x')
}

function fromJwk(key: KeyObject, part: 'd' | 'x'): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' })[part]!, 'base64url'))
}
