import { type NoteSignature, parseNote } from './note.ts'
import type { SignatureVerifier } from './signature-verifier.ts'
import { readSignedMessage } from './signed-message.ts'
import { TlogError } from './tlog-error.ts'
import { factsOf, type VerifierKey } from './verifier-key.ts'

/** A note that at least one trusted key has signed. */
export interface OpenedNote {
  readonly text: string
  readonly signatures: readonly VerifiedSignature[]
  /** Trusted keys whose signatures are there but could not be checked here. They count for nothing: tell the user. */
  readonly unchecked: readonly VerifierKey[]
}

export interface VerifiedSignature {
  readonly key: VerifierKey
  /** POSIX seconds at which a cosigner says it signed; absent in plain signatures. */
  readonly timeSeconds?: number
  /** The line as it stands in the note, to be kept or passed on. */
  readonly line: NoteSignature
}

/**
 * Reads a note and verifies its signatures by `keys` (signed-note, "Signatures"). Signatures of unknown keys are ignored,
 * also when they share a name or an id with a known one. Throws:
 * - `malformed` if it isn't a note;
 * - `bad-signature` if a signature with name and id of a known key does not verify, whatever else is in the note;
 * - `unsigned` if no signature of a known key is there (or none that can be checked here).
 */
export async function openNote(
  note: Uint8Array | string,
  keys: readonly VerifierKey[],
  verifier: SignatureVerifier,
): Promise<OpenedNote> {
  const { text, signatures } = parseNote(note)
  const verified: VerifiedSignature[] = []
  const unchecked = new Set<VerifierKey>()
  for (const line of signatures) {
    const known = keys.filter((key) => key.name === line.name && key.id === line.keyId)
    if (known.length === 0) continue
    const found = await verifyLine(text, line, known, verifier)
    if ('unsupported' in found) for (const key of found.unsupported) unchecked.add(key)
    else verified.push(found)
  }
  if (verified.length === 0) {
    const why = unchecked.size > 0 ? 'no signature that can be checked here' : 'no signature of a known key'
    throw new TlogError('unsigned', `the note has ${why}`)
  }
  return { text, signatures: verified, unchecked: [...unchecked] }
}

/** Two known keys can share name and id by accident, since an id has 32 bits: the signature must be of one of them. */
async function verifyLine(
  text: string,
  line: NoteSignature,
  known: readonly VerifierKey[],
  verifier: SignatureVerifier,
): Promise<VerifiedSignature | { readonly unsupported: readonly VerifierKey[] }> {
  const unsupported: VerifierKey[] = []
  for (const key of known) {
    const answer = await verifyWith(text, line, key, verifier)
    if (answer === 'unsupported') unsupported.push(key)
    else if (answer !== 'invalid') return answer
  }
  if (unsupported.length > 0) return { unsupported }
  throw new TlogError('bad-signature', `the signature that bears the name of ${line.name} is not by its key`)
}

async function verifyWith(
  text: string,
  line: NoteSignature,
  key: VerifierKey,
  verifier: SignatureVerifier,
): Promise<VerifiedSignature | 'invalid' | 'unsupported'> {
  let signed: ReturnType<typeof readSignedMessage>
  try {
    signed = readSignedMessage(key, text, line.signature)
  } catch (error) {
    // A payload or a text that this key can't have signed: its signature does not verify.
    if (error instanceof TlogError) return 'invalid'
    throw error
  }
  const { message, bareSignature, timeSeconds } = signed
  const answer = await verifier.verify(factsOf(key.type).algorithm, key.publicKey, message, bareSignature)
  if (answer !== 'valid') return answer
  return { key, line, ...(timeSeconds === undefined ? {} : { timeSeconds }) }
}
