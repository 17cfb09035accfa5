import { fromBase64, toBase64 } from '@tongzhou/tlog'
import { asOwnBytes, suite } from './suite.ts'

/** A keeper's private key, read once for many ballots. */
export interface KeeperPrivateKey {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}

/** A fresh X25519 key of a keeper: base64 of the raw public and of the raw private key. */
export async function makeKeeperKey(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await suite.kem.generateKeyPair()
  return {
    publicKey: toBase64(new Uint8Array(await suite.kem.serializePublicKey(publicKey))),
    privateKey: toBase64(new Uint8Array(await suite.kem.serializePrivateKey(privateKey))),
  }
}

/** Reads a private key of `makeKeeperKey`; whoever opens many ballots reads it once. Throws if it is no such key. */
export async function readKeeperKey(privateKey: string): Promise<KeeperPrivateKey> {
  const bytes = fromBase64(privateKey)
  const secret = await suite.kem.deserializePrivateKey(asOwnBytes(bytes))
  const point = await crypto.subtle.exportKey('jwk', secret)
  const publicKey = await suite.kem.importKey('jwk', { kty: point.kty!, crv: point.crv!, x: point.x! }, true)
  return { privateKey: secret, publicKey }
}
