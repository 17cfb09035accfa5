import type { SignatureAlgorithm, VerifierKey } from './verifier-key.ts'

/** `unsupported`: this environment lacks the algorithm, so nothing is known about the signature. */
export type SignatureAnswer = 'valid' | 'invalid' | 'unsupported'

/**
 * The seam to public key cryptography: `nodeVerifier` in Node, `webCryptoVerifier` in browsers. Keys and signatures
 * have the right length when they get here. A signature that can't be one is `invalid`, not an error.
 */
export interface SignatureVerifier {
  verify(
    algorithm: SignatureAlgorithm,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ): SignatureAnswer | Promise<SignatureAnswer>
}

/** A private key that stays where it is; `sign` makes the bare signature over exactly these bytes. */
export interface Signer {
  readonly key: VerifierKey
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}
