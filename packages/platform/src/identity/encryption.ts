import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'

/** Bytes of the master key and of every subject's key: AES-256. */
export const keyBytes = 32

/**
 * Encrypts personal data at rest. Each subject (a person, a claim) has a key of its own, kept only wrapped by the master
 * key: destroying the wrapped key makes everything sealed with it unreadable, also in backups of the data.
 *
 * A `context` names the one place a sealed value belongs to (`claim-step:<claim>:<number>`). It is authenticated, not
 * stored: a value moved to another row or column does not open.
 */
export interface Vault {
  /** A fresh random key for a new subject. Keep it only wrapped. */
  newSubjectKey(): Uint8Array
  /** The form of a subject's key that may be stored; it opens for this `subject` only. */
  wrapSubjectKey(subject: string, subjectKey: Uint8Array): Uint8Array
  /** Throws `SealBroken` for another subject, another master key or a changed byte. */
  unwrapSubjectKey(subject: string, wrapped: Uint8Array): Uint8Array
  sealText(subjectKey: Uint8Array, context: string, text: string): Uint8Array
  /** Throws `SealBroken` where key, context or any byte is not the one it was sealed with. */
  openText(subjectKey: Uint8Array, context: string, sealed: Uint8Array): string
  sealBytes(subjectKey: Uint8Array, context: string, bytes: Uint8Array): Uint8Array
  /** Throws `SealBroken` where key, context or any byte is not the one it was sealed with. */
  openBytes(subjectKey: Uint8Array, context: string, sealed: Uint8Array): Uint8Array
  /**
   * A keyed hash by which equal values are found without storing them: HMAC-SHA-256 under a key of its own. `kind`
   * keeps the same digits of two fields apart (`id-number`, `phone`). Pass the value in its one canonical form.
   */
  lookupHash(kind: string, value: string | Uint8Array): Uint8Array
}

export interface VaultSettings {
  /** 32 bytes from the settings. Whoever has it and the database reads everything; losing it loses everything. */
  readonly masterKey: Uint8Array
  /** A cryptographic source of random bytes. A source that repeats itself breaks AES-GCM. */
  readonly random: (length: number) => Uint8Array
}

/** A sealed value was changed, moved, or belongs to another key. Never tells which, and never shows content. */
export class SealBroken extends Error {
  constructor(context: string) {
    super(`what is sealed for ${context} does not open: wrong key, wrong place or changed bytes`)
    this.name = 'SealBroken'
  }
}

/**
 * Builds the vault from the master key (NIST SP 800-38D for AES-GCM, RFC 5869 for the derived keys).
 *
 * @example
 * const vault = createVault({ masterKey, random: randomBytes })
 * const key = vault.newSubjectKey()
 * const sealed = vault.sealText(key, 'person:7:name', name)
 * vault.openText(key, 'person:7:name', sealed) === name
 */
export function createVault({ masterKey, random }: VaultSettings): Vault {
  requireKey(masterKey)
  const wrappingKey = deriveKey(masterKey, 'tongzhou subject-key wrapping v1')
  const lookupKey = deriveKey(masterKey, 'tongzhou lookup hash v1')
  const sealBytes = (key: Uint8Array, context: string, bytes: Uint8Array) => seal(key, random, context, bytes)
  const wrapContext = (subject: string) => `subject-key:${subject}`
  return {
    newSubjectKey: () => random(keyBytes),
    wrapSubjectKey: (subject, subjectKey) => {
      requireKey(subjectKey)
      return sealBytes(wrappingKey, wrapContext(subject), subjectKey)
    },
    unwrapSubjectKey: (subject, wrapped) => open(wrappingKey, wrapContext(subject), wrapped),
    sealText: (key, context, text) => {
      // A lone surrogate would silently come back as U+FFFD.
      if (!text.isWellFormed()) throw new RangeError(`the text for ${context} is not well-formed Unicode`)
      return sealBytes(key, context, Buffer.from(text, 'utf8'))
    },
    openText: (key, context, sealed) => open(key, context, sealed).toString('utf8'),
    sealBytes,
    openBytes: open,
    lookupHash: (kind, value) => {
      if (kind.includes('\0')) throw new RangeError('a kind of lookup has no NUL: it separates kind and value')
      return createHmac('sha256', lookupKey).update(`${kind}\0`, 'utf8').update(value).digest()
    },
  }
}

/*
 * The envelope: version (1 byte, always 1) || nonce (12) || ciphertext || tag (16).
 * Nonces are random; the chance that two of the 100 million keys wrapped under one master key share one is below 1e-12.
 */
const version = 1
const nonceBytes = 12
const tagBytes = 16
/** Bytes that sealing adds. */
export const sealOverheadBytes = 1 + nonceBytes + tagBytes

function seal(key: Uint8Array, random: VaultSettings['random'], context: string, bytes: Uint8Array): Buffer {
  requireKey(key)
  const nonce = random(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData(context))
  return Buffer.concat([Buffer.of(version), nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

function open(key: Uint8Array, context: string, sealed: Uint8Array): Buffer {
  requireKey(key)
  if (sealed.length < sealOverheadBytes || sealed[0] !== version) throw new SealBroken(context)
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(associatedData(context)).setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const head = decipher.update(sealed.subarray(1 + nonceBytes, sealed.length - tagBytes))
  try {
    return Buffer.concat([head, decipher.final()])
  } catch {
    throw new SealBroken(context)
  }
}

function associatedData(context: string): Buffer {
  return Buffer.from(`tongzhou seal v${version}\0${context}`, 'utf8')
}

function deriveKey(masterKey: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), label, keyBytes))
}

function requireKey(key: Uint8Array): void {
  if (key.length !== keyBytes) throw new RangeError(`a key has ${keyBytes} bytes, not ${key.length}`)
}
