import {
  fromBase64,
  leafHash,
  type Policy,
  parseTlogProof,
  type SignatureVerifier,
  sha256,
  toBase64,
  utf8,
  type VerifierKey,
  verifyTlogProof,
} from '@tongzhou/tlog'
import { saltBytes } from './entry.ts'
import { parseEntry, type ReadEntry } from './parse-entry.ts'

const format = 'tongzhou-proof@1'
/** Characters of the longest proof file: an entry, its content and a proof. */
export const maxProofFileLength = 4_000_000

/** What stands behind one commitment of an entry, shown to whoever may see it. */
export interface Revealed {
  /** Where the commitment stands: the name of a fact or of a commitment of the entry. */
  readonly commitment: string
  /** 32 bytes in base64. */
  readonly salt: string
  /** The committed content as canonical JSON (RFC 8785), character by character. */
  readonly content: string
}

/** A proof to take home: an entry of the log, what it commits to, and its `.tlog-proof`. It is checked offline. */
export interface ProofFile {
  /** The entry's exact text; its UTF-8 bytes are the leaf. */
  readonly entry: string
  readonly revealed: readonly Revealed[]
  /** A participant's charge and its way to the root that the entry of a period states; not read here. */
  readonly charge?: unknown
  /** A C2SP tlog-proof. */
  readonly proof: string
}

/** What a proof file proves, once all of it has been checked. */
export interface CheckedProof {
  readonly entry: ReadEntry
  readonly index: number
  readonly size: number
  readonly revealed: readonly { readonly commitment: string; readonly content: unknown }[]
  /** Who signed the tree that holds the entry, and when (POSIX seconds; the log's own signature states none). */
  readonly signedBy: readonly { readonly name: string; readonly timeSeconds: number | null }[]
  /** Keys whose signatures could not be checked here. They counted for nothing. */
  readonly unchecked: readonly VerifierKey[]
}

/** Why a proof file proves nothing. The message is for a person. */
export class ProofRejected extends Error {
  override readonly name = 'ProofRejected'
}

export function formatProofFile({ charge, entry, proof, revealed }: ProofFile): string {
  return `${JSON.stringify({ format, entry, revealed, charge, proof }, null, 2)}\n`
}

/** Reads a proof file strictly. Throws `ProofRejected` with the reason. Nothing of it is checked yet. */
export function parseProofFile(text: string): ProofFile {
  if (text.length > maxProofFileLength) throw new ProofRejected('the file is too long for a proof')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ProofRejected('the file is not JSON')
  }
  const { charge, entry, format: found, proof, revealed, ...others } = objectOf(json, 'the file')
  if (found !== format) throw new ProofRejected(`the file is not a ${format}`)
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new ProofRejected(`the file has a field ${unknown} that no proof has`)
  if (!Array.isArray(revealed)) throw new ProofRejected('revealed is not a list')
  return {
    entry: textOf(entry, 'entry'),
    proof: textOf(proof, 'proof'),
    ...(charge !== undefined && { charge }),
    revealed: revealed.map((one, at) => {
      const { commitment, content, salt } = objectOf(one, `revealed[${at}]`)
      return {
        commitment: textOf(commitment, `revealed[${at}].commitment`),
        content: textOf(content, `revealed[${at}].content`),
        salt: textOf(salt, `revealed[${at}].salt`),
      }
    }),
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new ProofRejected(`${what} is not an object`)
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ProofRejected(`${what} is not a text`)
}

/**
 * Checks everything in a proof file, offline: the entry is in a tree that the policy's quorum has signed, and what is shown is what
 * the entry commits to. Throws `ProofRejected`, or what the log's proof throws (`TlogError`).
 */
export async function checkProofFile(
  file: ProofFile,
  policy: Policy,
  verifier: SignatureVerifier,
): Promise<CheckedProof> {
  const bytes = utf8(file.entry)
  const entry = parseEntry(bytes)
  const proof = parseTlogProof(file.proof)
  const trusted = await verifyTlogProof(proof, leafHash(bytes), policy, verifier)
  return {
    entry,
    index: proof.index,
    size: trusted.checkpoint.size,
    revealed: file.revealed.map((one) => opened(entry, one)),
    signedBy: trusted.signatures.map(({ key, timeSeconds }) => ({ name: key.name, timeSeconds: timeSeconds ?? null })),
    unchecked: trusted.unchecked,
  }
}

function opened(entry: ReadEntry, { commitment, content, salt }: Revealed) {
  const stated = entry.commitments[commitment] ?? entry.facts[commitment]
  if (stated === undefined) throw new ProofRejected(`the entry commits to nothing by the name ${commitment}`)
  const salted = fromBase64(salt)
  if (salted.length !== saltBytes) throw new ProofRejected(`the salt of ${commitment} has not ${saltBytes} bytes`)
  const text = utf8(content)
  const whole = new Uint8Array(salted.length + text.length)
  whole.set(salted, 0)
  whole.set(text, salted.length)
  if (toBase64(sha256(whole)) !== stated) {
    throw new ProofRejected(`what is shown as ${commitment} is not what the entry commits to`)
  }
  try {
    return { commitment, content: JSON.parse(content) as unknown }
  } catch {
    throw new ProofRejected(`what is shown as ${commitment} is not JSON`)
  }
}
