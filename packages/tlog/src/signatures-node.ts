import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { SignatureVerifier, Signer } from './signature-verifier.ts'
import { malformed } from './tlog-error.ts'
import { factsOf, makeVerifierKey, type SignatureAlgorithm, type SignatureType } from './verifier-key.ts'

/** Bytes of the seed from which a private key is made, for both algorithms (RFC 8032 section 5.1.5, FIPS 204). */
export const seedBytes = 32

const nodeNames = {
  Ed25519: { asymmetricKeyType: 'ed25519', privateFormat: 'raw-private' },
  'ML-DSA-44': { asymmetricKeyType: 'ml-dsa-44', privateFormat: 'raw-seed' },
} as const

/** Verification by `node:crypto`: Ed25519 and ML-DSA-44. */
export const nodeVerifier: SignatureVerifier = {
  verify(algorithm, publicKey, message, signature) {
    let key: KeyObject
    try {
      key = publicKeyObject(algorithm, publicKey)
    } catch {
      // Its length is right, so these bytes are not a point of the curve: nothing verifies under them.
      return 'invalid'
    }
    return verify(null, message, key, signature) ? 'valid' : 'invalid'
  },
}

/** A signer from a 32-byte seed. The seed is the private key: keep it out of logs, databases and repositories. */
export function createSigner(name: string, type: SignatureType, seed: Uint8Array): Signer {
  if (seed.length !== seedBytes) throw malformed(`a seed has ${seedBytes} bytes, not ${seed.length}`)
  const { asymmetricKeyType, privateFormat } = nodeNames[factsOf(type).algorithm]
  const privateKey = createPrivateKey({ key: Buffer.from(seed), format: privateFormat, asymmetricKeyType } as never)
  const publicKey = createPublicKey(privateKey).export({ format: 'raw-public' } as never) as unknown as Uint8Array
  return {
    key: makeVerifierKey(name, type, new Uint8Array(publicKey)),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}

function publicKeyObject(algorithm: SignatureAlgorithm, publicKey: Uint8Array): KeyObject {
  const { asymmetricKeyType } = nodeNames[algorithm]
  return createPublicKey({ key: Buffer.from(publicKey), format: 'raw-public', asymmetricKeyType } as never)
}
