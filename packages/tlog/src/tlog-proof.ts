import { fromBase64, fromUtf8, toBase64 } from './bytes.ts'
import { parseDecimal } from './checkpoint.ts'
import { maxNoteBytes, parseNote } from './note.ts'
import { checkCheckpoint, type Policy, type TrustedCheckpoint } from './policy.ts'
import { requireHash } from './rfc6962.ts'
import type { SignatureVerifier } from './signature-verifier.ts'
import { requireSize } from './size.ts'
import { malformed } from './tlog-error.ts'
import { verifyInclusion } from './verify-proof.ts'

/** Hashes of the longest path; trees of up to 2^63 entries need no more. */
export const maxProofHashes = 63

/** Bytes of the longest proof file: a note, a path and as much extra data again. */
export const maxProofBytes = 2 * maxNoteBytes

const header = 'c2sp.org/tlog-proof@v1'

/** A proof that a log holds an entry, to be checked offline (tlog-proof). The file's extension is `.tlog-proof`. */
export interface TlogProof {
  /** Opaque and not authenticated by anything: never trust it. */
  readonly extra?: Uint8Array
  /** Which entry of the log, from 0. */
  readonly index: number
  /** From the leaf's sibling up to the root's child. */
  readonly hashes: readonly Uint8Array[]
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string
}

/** The proof as a file. Throws if it could not be read again. */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  requireSize(index, 'index')
  const extraLine = extra === undefined ? [] : [`extra ${toBase64(extra)}`]
  const lines = [header, ...extraLine, `index ${index}`, ...hashes.map(toBase64), '', checkpoint]
  const file = lines.join('\n')
  parseTlogProof(file)
  return file
}

/** Reads a proof file (tlog-proof, "Format"). Throws `malformed` with the reason. Nothing of it is verified yet. */
export function parseTlogProof(file: Uint8Array | string): TlogProof {
  const text = typeof file === 'string' ? file : fromUtf8(file)
  if (text.length > maxProofBytes) throw malformed(`the proof has more than ${maxProofBytes} characters`)
  const border = text.indexOf('\n\n')
  if (border < 0) throw malformed('the proof has no blank line before its checkpoint')
  const checkpoint = text.slice(border + 2)
  parseNote(checkpoint)

  const lines = text.slice(0, border).split('\n')
  if (lines.shift() !== header) throw malformed(`the proof does not begin with ${header}`)
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : undefined
  if (extra?.length === 0) throw malformed('the proof has an extra line without data')
  const index = lines.shift()
  if (!index?.startsWith('index ')) throw malformed('the proof has no index line in its place')
  if (lines.length > maxProofHashes) throw malformed(`the proof has more than ${maxProofHashes} hashes`)
  const hashes = lines.map((line, at) => {
    const hash = fromBase64(line)
    requireHash(hash, `hash ${at} of the proof`)
    return hash
  })
  const read = { index: parseDecimal(index.slice('index '.length), 'index'), hashes, checkpoint }
  return extra ? { ...read, extra } : read
}

/**
 * Checks a proof offline (tlog-proof, "Verifying a tlog proof"): the checkpoint satisfies the policy, and the leaf is
 * entry `index` of its tree. `leafHash` is that of the entry which the caller has; the proof doesn't hold it. Throws as
 * `checkCheckpoint` and `verifyInclusion` do.
 */
export async function verifyTlogProof(
  { index, hashes, checkpoint: note }: TlogProof,
  leafHash: Uint8Array,
  policy: Policy,
  verifier: SignatureVerifier,
): Promise<TrustedCheckpoint> {
  const trusted = await checkCheckpoint(note, policy, verifier)
  const { size, root } = trusted.checkpoint
  verifyInclusion({ index, size, leafHash, proof: hashes, root })
  return trusted
}
