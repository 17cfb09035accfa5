import { concatBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'
import { malformed } from './tlog-error.ts'
import { isKeyName, requireKeyName } from './verifier-key.ts'

/** Bytes of the longest note: 100 signatures of the longest kind fit. Without a limit a peer could fill the memory. */
export const maxNoteBytes = 1_000_000

/** Signatures in one note; the specification asks for 16 at least. Each known one costs a verification. */
export const maxSignatures = 100

const keyIdBytes = 4

/** A note as it arrived: nobody has checked a signature. */
export interface UnverifiedNote {
  /** Ends in a line feed. Must not be used before a signature of a trusted key is verified. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** One signature line: `<em dash> name base64(key id || signature)`. */
export interface NoteSignature {
  readonly name: string
  /** Eight lower-case hexadecimal digits. */
  readonly keyId: string
  /** What follows the key id; for cosignatures it begins with the time. */
  readonly signature: Uint8Array
}

/** Takes a note apart (signed-note, "Format"). Throws `malformed` with the reason. */
export function parseNote(note: Uint8Array | string): UnverifiedNote {
  const whole = textOf(note)
  const border = whole.lastIndexOf('\n\n')
  if (border < 0) throw malformed('the note has no blank line before its signatures')
  return { text: whole.slice(0, border + 1), signatures: parseSignatureLines(whole.slice(border + 2)) }
}

/** The note as text, to be served as `text/plain; charset=utf-8`. Throws `malformed` if it could not be read again. */
export function formatNote({ text, signatures }: UnverifiedNote): string {
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`
  if (!text.endsWith('\n')) throw malformed("the note's text does not end in a line feed")
  parseNote(note)
  return note
}

/** One line with its line feed; a witness answers with such lines (tlog-witness, "add-checkpoint"). */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  requireKeyName(name)
  return `\u2014 ${name} ${toBase64(concatBytes(fromHex(keyId), signature))}\n`
}

/** Reads one or more signature lines, each with its line feed. Throws `malformed` with the number of the line. */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (!text.endsWith('\n')) throw malformed('the signatures are missing or do not end in a line feed')
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > maxSignatures) throw malformed(`the note has more than ${maxSignatures} signatures`)
  return lines.map((line, at) => {
    const [dash, name, base64, ...rest] = line.split(' ')
    if (dash !== '\u2014' || name === undefined || base64 === undefined || rest.length > 0 || !isKeyName(name)) {
      throw malformed(`signature line ${at + 1} is not an em dash, a key name and a signature`)
    }
    const bytes = fromBase64(base64)
    if (bytes.length <= keyIdBytes) throw malformed(`signature line ${at + 1} is too short to hold a signature`)
    return { name, keyId: toHex(bytes.subarray(0, keyIdBytes)), signature: bytes.subarray(keyIdBytes) }
  })
}

/** Checks length and characters; UTF-8 without control characters other than the line feed. */
function textOf(note: Uint8Array | string): string {
  const bytes = typeof note === 'string' ? utf8(note) : note
  if (bytes.length > maxNoteBytes) throw malformed(`the note has ${bytes.length} bytes, more than ${maxNoteBytes}`)
  if (bytes.some((byte) => byte < 0x20 && byte !== 0x0a)) throw malformed('the note has a control character')
  return fromUtf8(bytes)
}
