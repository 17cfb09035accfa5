import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { formatNote, type NoteSignature } from './note.ts'
import type { Signer } from './signature-verifier.ts'
import { messageOf, signaturePayload } from './signed-message.ts'
import { malformed } from './tlog-error.ts'
import { factsOf } from './verifier-key.ts'

/** The plain signature of `signer` under a text (signed-note). */
export async function signText(signer: Signer, text: string): Promise<NoteSignature> {
  return lineOf(signer, messageOf(signer.key, text))
}

/**
 * The cosignature of `signer`, made at `timeSeconds` (POSIX), under a checkpoint's text (tlog-cosignature). Who calls it
 * has checked that the tree extends every tree that this key has signed, and has stored that before.
 */
export async function cosign(signer: Signer, text: string, timeSeconds: number): Promise<NoteSignature> {
  if (timeSeconds === 0) throw malformed('a cosignature of a checkpoint states its time')
  const { extensions, ...checkpoint } = parseCheckpoint(text)
  // Refuses an empty tree with another root. Extension lines, if any, do not change what is stated.
  formatCheckpoint(checkpoint)
  return lineOf(signer, messageOf(signer.key, text, timeSeconds), timeSeconds)
}

/** A new note of a text, signed by all `signers`, whose keys are plain. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  const signatures: NoteSignature[] = []
  for (const signer of signers) signatures.push(await signText(signer, text))
  return formatNote({ text, signatures })
}

async function lineOf(signer: Signer, message: Uint8Array, timeSeconds?: number): Promise<NoteSignature> {
  const { name, id, type } = signer.key
  const bareSignature = await signer.sign(message)
  const { signatureBytes } = factsOf(type)
  if (bareSignature.length !== signatureBytes) {
    throw malformed(`the signer of ${name} gave ${bareSignature.length} bytes instead of ${signatureBytes}`)
  }
  return { name, keyId: id, signature: signaturePayload(bareSignature, timeSeconds) }
}
