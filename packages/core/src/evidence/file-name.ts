import { utf8 } from '@tongzhou/tlog'
import { refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'

/** Longest file name in UTF-8 bytes: what file systems hold. A longer one can't be saved when it is downloaded. */
export const maxFileNameBytes = 255

export type FileNameRefusal = 'file-name-empty' | 'file-name-malformed' | 'file-name-too-long' | 'file-name-character'

/**
 * Never in a name: separators and controls (they name another place, or break a header), line and paragraph separators,
 * and marks that turn the direction of reading (`fdp.exe` would be shown as `exe.pdf`). Joiners stay: scripts need them.
 */
const forbidden = /[\p{Cc}/\\\u2028\u2029\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069\uFEFF]/u

/**
 * Reads the name of an uploaded file: Unicode NFC and nothing else changed, so a Chinese name with its full-width
 * brackets comes back the same. Refused, in this order: no text before the extension, broken surrogates, too long, a
 * forbidden character (`position` counts code points from 1). No refusal repeats the name.
 */
export function parseFileName(text: string): Parsed<string, FileNameRefusal> {
  const field = 'name'
  if (!text.isWellFormed()) return refuse('file-name-malformed', {}, { field })
  const name = text.normalize('NFC')
  if (name.replace(/\.[^.]*$/u, '').replace(/[\s.]/gu, '') === '') return refuse('file-name-empty', {}, { field })
  const byteLength = utf8(name).length
  if (byteLength > maxFileNameBytes) {
    return refuse('file-name-too-long', { byteLength, maxByteLength: maxFileNameBytes }, { field })
  }
  const position = [...name].findIndex((character) => forbidden.test(character)) + 1
  return position > 0 ? refuse('file-name-character', { position }, { field }) : parsed(name)
}
