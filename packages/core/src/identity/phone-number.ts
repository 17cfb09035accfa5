import { refuse } from '../decision.ts'
import { foldFullWidth, type Parsed, parsed } from '../parsed.ts'

export type PhoneRefusal = 'phone-characters' | 'phone-not-mobile' | 'phone-length'

/**
 * Reads a mobile number into E.164 (`+8613800138000`). Without a country code (`+` or `00`) it is one of mainland China:
 * 11 digits that begin with 13 to 19, with or without 86 before them. Numbers of other countries need their code and 7 to
 * 15 digits (ITU-T E.164). Blanks, hyphens and brackets are dropped, full-width characters folded.
 */
export function parsePhoneNumber(text: string): Parsed<string, PhoneRefusal> {
  const compact = foldFullWidth(text)
    .replace(/\uFF0B/g, '+')
    .replace(/[ \t\u00A0\u3000\-\u2010\u2011\u2013()\uFF08\uFF09]/g, '')
    .replace(/^00/, '+')
  if (!/^\+?[0-9]+$/.test(compact)) return refuse('phone-characters')
  const mainland = /^(?:\+?86)?(1[3-9][0-9]{9})$/.exec(compact)
  if (mainland !== null) return parsed(`+86${mainland[1]}`)
  if (!compact.startsWith('+') || compact.startsWith('+86')) return refuse('phone-not-mobile')
  return /^\+[1-9][0-9]{6,14}$/.test(compact)
    ? parsed(compact)
    : refuse('phone-length', { minDigits: 7, maxDigits: 15 })
}
