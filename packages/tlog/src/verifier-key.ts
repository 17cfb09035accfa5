import { sha256 } from '#sha256'
import { concatBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'
import { malformed } from './tlog-error.ts'

/**
 * The kinds of signatures that this package knows, by their identifier byte (signed-note, "Signature types"). Other kinds
 * are refused where a key is configured and ignored where a note carries them.
 */
export const signatureTypes = {
  /** Ed25519 over the note's text (signed-note). */
  ed25519: 0x01,
  /** Ed25519 over a time and a checkpoint (tlog-cosignature). */
  ed25519Cosignature: 0x04,
  /** ML-DSA-44 over a name, a time and a tree head (tlog-cosignature). */
  mlDsa44Cosignature: 0x06,
} as const

export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes]

/** Algorithms below the signature types. */
export type SignatureAlgorithm = 'Ed25519' | 'ML-DSA-44'

interface TypeFacts {
  readonly algorithm: SignatureAlgorithm
  readonly publicKeyBytes: number
  /** Of the bare signature, without the time before it. */
  readonly signatureBytes: number
}

const ed25519: TypeFacts = { algorithm: 'Ed25519', publicKeyBytes: 32, signatureBytes: 64 }
const facts: Record<SignatureType, TypeFacts> = {
  [signatureTypes.ed25519]: ed25519,
  [signatureTypes.ed25519Cosignature]: ed25519,
  [signatureTypes.mlDsa44Cosignature]: { algorithm: 'ML-DSA-44', publicKeyBytes: 1_312, signatureBytes: 2_420 },
}

/** Algorithm and lengths of a signature type. */
export function factsOf(type: SignatureType): TypeFacts {
  return facts[type]
}

/** A public key that someone trusts for something, with the name and id that its signatures bear. */
export interface VerifierKey {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly id: string
  readonly type: SignatureType
  readonly publicKey: Uint8Array
}

/**
 * A key with its id: the first four bytes of SHA-256(name || 0x0A || type || public key) (signed-note, "Signatures").
 * Throws `malformed` if the name or the length of the key can't be.
 */
export function makeVerifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  requireKeyName(name)
  const { algorithm, publicKeyBytes } = factsOf(type)
  if (publicKey.length !== publicKeyBytes) {
    throw malformed(`a public key of ${algorithm} has ${publicKeyBytes} bytes, not ${publicKey.length}`)
  }
  const id = toHex(sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4))
  return { name, id, type, publicKey }
}

/** The key as text: `name+id+base64(type || public key)` (signed-note, "Verifier keys"). */
export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${id}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`
}

/** Reads a vkey. Throws `malformed` on anything that `formatVerifierKey` would not write for a key with its right id. */
export function parseVerifierKey(text: string): VerifierKey {
  const [name, id, ...rest] = text.split('+')
  if (name === undefined || id === undefined || rest.length === 0) {
    throw malformed('a verifier key has a name, an id and the key, with + between them')
  }
  if (fromHex(id).length !== 4) throw malformed('the id of a verifier key has eight hexadecimal digits')
  const [type, ...publicKey] = fromBase64(rest.join('+'))
  if (type === undefined || !isSignatureType(type)) {
    throw malformed(`verifier keys of type ${type === undefined ? 'nothing' : type} are not supported`)
  }
  const key = makeVerifierKey(name, type, Uint8Array.from(publicKey))
  if (key.id !== id) throw malformed(`the verifier key of ${name} has the id ${id}, but its key gives ${key.id}`)
  return key
}

/** Throws `malformed` unless the name is not empty and has no Unicode space and no plus (signed-note, "Format"). */
export function requireKeyName(name: string): void {
  if (!isKeyName(name)) throw malformed(`${JSON.stringify(name)} is not a key name: empty, or with a space or a plus`)
}

export function isKeyName(name: string): boolean {
  return name !== '' && !/[\p{White_Space}+]/u.test(name) && !hasControlCharacter(name) && name.isWellFormed()
}

/** ASCII control characters, those below U+0020, have no place in a name. */
export function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < ' ')
}

function isSignatureType(type: number): type is SignatureType {
  return type in facts
}
