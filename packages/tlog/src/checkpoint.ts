import { equalBytes, fromBase64, toBase64 } from './bytes.ts'
import { emptyRoot, requireHash } from './rfc6962.ts'
import { requireSize } from './size.ts'
import { malformed } from './tlog-error.ts'
import { hasControlCharacter } from './verifier-key.ts'

/** The head of a log: its name, how many entries it has and their root (tlog-checkpoint, "Note text"). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** A checkpoint that was read, with the extension lines it may have. No cosigner says anything about these. */
export interface ReadCheckpoint extends Checkpoint {
  readonly extensions: readonly string[]
}

/**
 * The text to sign. Writes no extension lines: the specification advises against them, and implementations disagree on
 * whether a signature covers them. Throws if it could not be read again, or if an empty log has another root.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  requireSize(size, 'size')
  requireHash(root, 'root')
  if (size === 0 && !equalBytes(root, emptyRoot())) throw malformed('a log of size 0 has the root of the empty tree')
  const text = `${origin}\n${size}\n${toBase64(root)}\n`
  if (parseCheckpoint(text).origin !== origin) throw malformed(`${JSON.stringify(origin)} can't be an origin`)
  return text
}

/**
 * Reads a note's text as a checkpoint. Throws `malformed` with the reason. A size above 2^53 - 1 is refused as
 * `out-of-range`. That an empty log has the root of the empty tree is left to who uses it (a witness answers 422, not 400).
 */
export function parseCheckpoint(text: string): ReadCheckpoint {
  if (!text.endsWith('\n')) throw malformed('the checkpoint does not end in a line feed')
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (origin === undefined || size === undefined || root === undefined) {
    throw malformed('a checkpoint has three lines at least: origin, size and root')
  }
  if (origin === '' || extensions.includes('')) throw malformed('a checkpoint has no empty line')
  if ([origin, ...extensions].some(hasControlCharacter)) {
    throw malformed('the checkpoint has a control character')
  }
  const hash = fromBase64(root)
  requireHash(hash, 'the root of the checkpoint')
  return { origin, size: parseDecimal(size, 'size'), root: hash, extensions }
}

/** A decimal without sign and leading zero, as all formats here write sizes, indices and times. */
export function parseDecimal(text: string, what: string): number {
  if (!/^(?:0|[1-9][0-9]{0,19})$/.test(text)) throw malformed(`the ${what} ${JSON.stringify(text)} is not a decimal`)
  const value = Number(text)
  requireSize(value, what)
  return value
}
