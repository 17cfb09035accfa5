import type { SignatureAnswer, SignatureVerifier } from './signature-verifier.ts'
import type { SignatureAlgorithm } from './verifier-key.ts'

/** The part of WebCrypto's `SubtleCrypto` that is needed; `crypto.subtle` of browsers and of Node fits. */
export interface SubtleVerification<Key> {
  importKey(format: never, key: never, algorithm: never, extractable: boolean, usages: never): Promise<Key>
  verify(algorithm: never, key: Key, signature: never, message: never): Promise<boolean>
}

/** How WebCrypto names the raw form of a public key: `raw` is older than the algorithms that need the longer name. */
const rawFormat: Record<SignatureAlgorithm, string> = { Ed25519: 'raw', 'ML-DSA-44': 'raw-public' }

/** Errors by which browsers say that they don't know an algorithm or, older ones, a key format. */
const unknownToBrowser = ['NotSupportedError', 'TypeError']

/**
 * Verification by WebCrypto: `webCryptoVerifier(crypto.subtle)`. Browsers without ML-DSA-44, or even without Ed25519,
 * answer `unsupported`, so that the rest can be checked and the user told what was not.
 */
export function webCryptoVerifier<Key>(subtle: SubtleVerification<Key>): SignatureVerifier {
  return {
    async verify(algorithm, publicKey, message, signature): Promise<SignatureAnswer> {
      let key: Key
      try {
        const format = rawFormat[algorithm]
        key = await subtle.importKey(format as never, publicKey as never, algorithm as never, false, [
          'verify',
        ] as never)
      } catch (error) {
        // Anything else, a DataError above all, says that these bytes are no public key.
        return unknownToBrowser.includes((error as Error).name) ? 'unsupported' : 'invalid'
      }
      const valid = await subtle.verify(algorithm as never, key, signature as never, message as never)
      return valid ? 'valid' : 'invalid'
    },
  }
}
