import { refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'

/**
 * Longest name, in code points. The longest names on Chinese ID cards have fewer than 50; without a limit a name could
 * fill pages and documents.
 */
export const maxNameLength = 100

export type NameRefusal = 'name-empty' | 'name-too-long' | 'name-malformed' | 'name-digit' | 'name-character'

/** Dots that keyboards and fonts offer between the parts of a name; ID cards print U+00B7. */
const dots = /[\u2022\u30FB\u2027\u2219\u22C5\uFF65]/gu
/** Letters and marks of any script, the ideographic zero, and what joins the parts of a name. */
const allowed = /^[\p{L}\p{M}\u3007\u00B7 '\u2019.\-\u2010\u200C\u200D]$/u

/**
 * Reads a name of any script into one form: Unicode NFC, every dot as U+00B7, single blanks, none around the dot or at
 * the ends. Characters beyond the basic plane count as one. Refused, in this order: empty, too long, broken surrogates or
 * no letter at its beginning, digits, any other character (control, private use, symbols; `position` counts from 1).
 * No refusal repeats the name.
 */
export function parsePersonName(text: string): Parsed<string, NameRefusal> {
  if (!text.isWellFormed()) return refuse('name-malformed')
  const name = text
    .normalize('NFC')
    .replace(dots, '\u00B7')
    .replace(/[ \u00A0\u3000]+/gu, ' ')
    .replace(/ ?\u00B7 ?/gu, '\u00B7')
    .replace(/^ | $/gu, '')
  if (name === '') return refuse('name-empty')
  const characters = [...name]
  if (characters.length > maxNameLength) {
    return refuse('name-too-long', { length: characters.length, maxLength: maxNameLength })
  }
  if (characters.some((character) => /\p{Nd}/u.test(character))) return refuse('name-digit')
  const position = characters.findIndex((character) => !allowed.test(character)) + 1
  if (position > 0) return refuse('name-character', { position })
  return /^[\p{L}\u3007]/u.test(name) ? parsed(name) : refuse('name-malformed')
}
