import {
  Aes256Gcm,
  CipherSuite,
  DecapError,
  DeserializeError,
  DhkemX25519HkdfSha256,
  HkdfSha256,
  OpenError,
} from '@hpke/core'
import { concatBytes, utf8 } from '@tongzhou/tlog'

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
const encapsulatedBytes = 32

/** A keeper's private key, read once for many ballots. What is in it is this file's business. */
export interface KeeperPrivateKey {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}

/** HKDF-SHA256 (RFC 5869) of 32 bytes without a salt, which a random key doesn't need. */
export async function hkdf(secret: Uint8Array, info: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', ownBytes(secret), 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: ownBytes(utf8(info)) }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256))
}

/** AES-256-GCM with a nonce of zeros: for keys that encrypt once. */
export async function encryptOnce(key: Uint8Array, data: Uint8Array, additionalData: Uint8Array): Promise<Uint8Array> {
  const cipher = await crypto.subtle.importKey('raw', ownBytes(key), 'AES-GCM', false, ['encrypt'])
  return new Uint8Array(await crypto.subtle.encrypt(gcm(additionalData), cipher, ownBytes(data)))
}

/** What `encryptOnce` encrypted, or null if key, data or additional data are others. */
export async function decryptOnce(
  key: Uint8Array,
  data: Uint8Array,
  additionalData: Uint8Array,
): Promise<Uint8Array | null> {
  const cipher = await crypto.subtle.importKey('raw', ownBytes(key), 'AES-GCM', false, ['decrypt'])
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(additionalData), cipher, ownBytes(data)))
  } catch (fault) {
    if ((fault as Error).name === 'OperationError') return null
    throw fault
  }
}

/** A fresh X25519 key, raw. */
export async function makeKeyPair(): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const { publicKey, privateKey } = await suite.kem.generateKeyPair()
  return {
    publicKey: new Uint8Array(await suite.kem.serializePublicKey(publicKey)),
    privateKey: new Uint8Array(await suite.kem.serializePrivateKey(privateKey)),
  }
}

/** Throws if it is no raw X25519 private key. */
export async function readPrivateKey(raw: Uint8Array): Promise<KeeperPrivateKey> {
  const privateKey = await suite.kem.deserializePrivateKey(ownBytes(raw))
  const { kty, crv, x } = await crypto.subtle.exportKey('jwk', privateKey)
  return { privateKey, publicKey: await suite.kem.importKey('jwk', { kty: kty!, crv: crv!, x: x! }, true) }
}

/** HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the encapsulated key, then the sealed data. */
export async function sealTo(publicKey: Uint8Array, data: Uint8Array, info: Uint8Array): Promise<Uint8Array> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(ownBytes(publicKey))
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: ownBytes(info) }, ownBytes(data))
  return concatBytes(new Uint8Array(enc), new Uint8Array(ct))
}

/** What `sealTo` sealed, or null if it was for another key or info, or is no such thing. */
export async function openWith(
  key: KeeperPrivateKey,
  sealed: Uint8Array,
  info: Uint8Array,
): Promise<Uint8Array | null> {
  const enc = ownBytes(sealed.slice(0, encapsulatedBytes))
  try {
    const parameters = { recipientKey: { ...key }, enc, info: ownBytes(info) }
    return new Uint8Array(await suite.open(parameters, ownBytes(sealed.slice(encapsulatedBytes))))
  } catch (fault) {
    // A point that is none, a key that isn't shared, a tag that doesn't fit: all made by whoever sealed it.
    if (fault instanceof OpenError || fault instanceof DecapError || fault instanceof DeserializeError) return null
    throw fault
  }
}

/** The same bytes in a buffer that WebCrypto's types accept. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

function gcm(additionalData: Uint8Array) {
  return { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: ownBytes(additionalData) }
}
