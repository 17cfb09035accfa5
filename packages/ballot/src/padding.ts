import { fromUtf8, TlogError, utf8 } from '@tongzhou/tlog'
import { clauseShape, maxTextCharacters, textBlockBytes, type Vote, voteBytes } from './ballot.ts'

const choices = ['pay', 'do-not-pay'] as const

/** A vote in 64 bytes, whatever it says: choice, length of the clause, clause, zeros. Throws a RangeError on a clause that is none. */
export function padVote({ choice, clause }: Vote): Uint8Array {
  if (!clauseShape.test(clause)) throw new RangeError('a clause is numbers joined by points, such as 4.2')
  const letters = utf8(clause)
  const padded = new Uint8Array(voteBytes)
  padded[0] = choices.indexOf(choice) + 1
  padded[1] = letters.length
  padded.set(letters, 2)
  return padded
}

/** The vote, or null if `padVote` never writes such bytes. */
export function unpadVote(padded: Uint8Array): Vote | null {
  const choice = choices[padded[0]! - 1]
  const clause = unpad(padded, 2, padded[1]!)
  return choice === undefined || clause === null || !clauseShape.test(clause) ? null : { choice, clause }
}

/** Reasons in a multiple of 512 bytes: length in two bytes (big-endian), UTF-8, zeros. Throws a RangeError above 2,000 UTF-16 code units. */
export function padText(text: string): Uint8Array {
  if (text.length > maxTextCharacters) throw new RangeError(`reasons have at most ${maxTextCharacters} characters`)
  const letters = utf8(text)
  const padded = new Uint8Array(Math.ceil((letters.length + 2) / textBlockBytes) * textBlockBytes)
  padded[0] = letters.length >> 8
  padded[1] = letters.length & 255
  padded.set(letters, 2)
  return padded
}

/** The text, or null if `padText` never writes such bytes. */
export function unpadText(padded: Uint8Array): string | null {
  const length = padded[0]! * 256 + padded[1]!
  if (padded.length !== Math.ceil((length + 2) / textBlockBytes) * textBlockBytes) return null
  const text = unpad(padded, 2, length)
  return text !== null && text.length <= maxTextCharacters ? text : null
}

function unpad(padded: Uint8Array, start: number, length: number): string | null {
  const end = start + length
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return null
  try {
    return fromUtf8(padded.subarray(start, end))
  } catch (fault) {
    if (fault instanceof TlogError) return null
    throw fault
  }
}
