import { type SignatureType, signatureTypes } from '@tongzhou/tlog'

/**
 * What a key is for. Each use has a key of its own: an Ed25519 cosignature doesn't say who made it, so one key for two
 * uses would let one statement pass for the other (tlog-cosignature, "Ed25519 cosignatures").
 */
export type KeyUse = 'log' | 'mirror' | 'mirror-ml-dsa' | 'witness' | 'receipt' | 'attester'

/** The keys that a member holds. */
export type MemberKeyUse = Exclude<KeyUse, 'log'>

interface KeyFacts {
  readonly type: SignatureType
  readonly title: string
  /** What follows the member's name in the key's name. */
  readonly suffix: string
}

const facts: Readonly<Record<KeyUse, KeyFacts>> = {
  log: { type: signatureTypes.ed25519, title: 'a key of a log', suffix: '' },
  mirror: { type: signatureTypes.ed25519Cosignature, title: 'a key of a mirror', suffix: '' },
  'mirror-ml-dsa': { type: signatureTypes.mlDsa44Cosignature, title: 'an ML-DSA-44 key of a mirror', suffix: '' },
  witness: { type: signatureTypes.ed25519Cosignature, title: 'a key of a witness', suffix: '/witness' },
  receipt: { type: signatureTypes.ed25519, title: 'a key for receipts', suffix: '/receipt' },
  attester: { type: signatureTypes.ed25519, title: 'a key of an attester', suffix: '/attester' },
}

/** Type and name of the keys for a use. */
export function factsOfKey(use: KeyUse): KeyFacts {
  return facts[use]
}
