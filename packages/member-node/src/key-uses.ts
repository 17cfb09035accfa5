import { type SignatureType, signatureTypes } from '@tongzhou/tlog'

/**
 * What a key is for. Each use has a key of its own: an Ed25519 cosignature doesn't say who made it, so one key for two
 * uses would let one statement pass for the other (tlog-cosignature, "Ed25519 cosignatures").
 */
export type KeyUse = 'log' | SigningUse

/** The keys by which a member signs notes. */
export type SigningUse = 'mirror' | 'mirror-ml-dsa' | 'witness' | 'receipt' | 'attester'

/** The keys that a member holds: also those for lots and ballots, which sign no notes. */
export type MemberKeyUse = SigningUse | 'lot' | 'ballot'

interface KeyFacts {
  /** What follows the member's name in the key's name. */
  readonly suffix: string
}

interface NoteKeyFacts extends KeyFacts {
  readonly type: SignatureType
  readonly title: string
}

const facts = {
  log: { type: signatureTypes.ed25519, title: 'a key of a log', suffix: '' },
  mirror: { type: signatureTypes.ed25519Cosignature, title: 'a key of a mirror', suffix: '' },
  'mirror-ml-dsa': { type: signatureTypes.mlDsa44Cosignature, title: 'an ML-DSA-44 key of a mirror', suffix: '' },
  witness: { type: signatureTypes.ed25519Cosignature, title: 'a key of a witness', suffix: '/witness' },
  receipt: { type: signatureTypes.ed25519, title: 'a key for receipts', suffix: '/receipt' },
  attester: { type: signatureTypes.ed25519, title: 'a key of an attester', suffix: '/attester' },
  lot: { suffix: '/lot' },
  ballot: { suffix: '/ballot' },
} as const satisfies Readonly<Record<KeyUse, NoteKeyFacts> & Record<'lot' | 'ballot', KeyFacts>>

/** Type and name of the keys for a use. */
export function factsOfKey(use: KeyUse): NoteKeyFacts
export function factsOfKey(use: MemberKeyUse): KeyFacts
export function factsOfKey(use: KeyUse | MemberKeyUse): KeyFacts {
  return facts[use]
}
