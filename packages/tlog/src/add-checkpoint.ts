import { fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { parseDecimal } from './checkpoint.ts'
import { maxNoteBytes, parseNote } from './note.ts'
import { requireHash } from './rfc6962.ts'
import { requireSize } from './size.ts'
import { malformed } from './tlog-error.ts'
import { maxProofHashes } from './tlog-proof.ts'

/** Bytes of the longest body: a note and 63 hashes in base64. What is longer is refused before it is read. */
export const maxAddCheckpointBytes = maxNoteBytes + 100 + maxProofHashes * 45

/** Content type of a 409 answer to `add-checkpoint`: the size that the witness holds, and a line feed. */
export const treeSizeMediaType = 'text/x.tlog.size'

/** The body of `POST <submission prefix>/add-checkpoint` (tlog-witness, "add-checkpoint"). */
export interface AddCheckpoint {
  /** The size that the witness is thought to hold. */
  readonly oldSize: number
  /** Consistency proof from `oldSize` to the checkpoint's size; empty from 0. Not verified here. */
  readonly proof: readonly Uint8Array[]
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string
}

/** The body as text. Throws `malformed` if it could not be read again. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  requireSize(oldSize, 'old size')
  const text = [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n')
  parseAddCheckpoint(text)
  return text
}

/**
 * Reads the body. Throws `malformed` with the reason, and `out-of-range` for a size above 2^53 - 1; both are a 400. That
 * the proof is empty from 0 is left to the witness, which answers 422.
 */
export function parseAddCheckpoint(body: Uint8Array | string): AddCheckpoint {
  const bytes = typeof body === 'string' ? utf8(body) : body
  if (bytes.length > maxAddCheckpointBytes) throw malformed(`the body has more than ${maxAddCheckpointBytes} bytes`)
  const text = typeof body === 'string' ? body : fromUtf8(body)
  const border = text.indexOf('\n\n')
  if (border < 0) throw malformed('the body has no blank line before its checkpoint')
  const [old, ...lines] = text.slice(0, border).split('\n')
  if (!old?.startsWith('old ')) throw malformed('the body does not begin with the old size')
  if (lines.length > maxProofHashes) throw malformed(`the body has more than ${maxProofHashes} proof lines`)
  const proof = lines.map((line, at) => {
    const hash = fromBase64(line)
    requireHash(hash, `proof line ${at + 1}`)
    return hash
  })
  const checkpoint = text.slice(border + 2)
  parseNote(checkpoint)
  return { oldSize: parseDecimal(old.slice('old '.length), 'old size'), proof, checkpoint }
}
