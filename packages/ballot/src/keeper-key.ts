import { fromBase64, toBase64 } from '@tongzhou/tlog'
import { type KeeperPrivateKey, makeKeyPair, readPrivateKey } from '#primitives'

/** A fresh X25519 key of a keeper: base64 of the raw public and of the raw private key. */
export async function makeKeeperKey(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await makeKeyPair()
  return { publicKey: toBase64(publicKey), privateKey: toBase64(privateKey) }
}

/** Reads a private key of `makeKeeperKey`; whoever opens many ballots reads it once. Throws if it is no such key. */
export function readKeeperKey(privateKey: string): Promise<KeeperPrivateKey> {
  return readPrivateKey(fromBase64(privateKey))
}
