import { existingDay, isAfter } from '../calendar.ts'
import { refuse } from '../decision.ts'
import { foldFullWidth, type Parsed, parsed } from '../parsed.ts'
import type { IdentityDocumentChecker, IdentityFacts } from './identity-document.ts'

export type PassportRefusal =
  | 'passport-length'
  | 'passport-characters'
  | 'passport-checksum'
  | 'passport-date'
  | 'passport-expired'

/**
 * Reads the second line of a passport's machine-readable zone (ICAO 9303 part 4, TD3, 44 characters), which carries
 * what a number alone does not: birthday, sex and check digits. Its canonical number is issuing state and document
 * number. A person who renews the passport gets a new number; a real-name service has to notice that.
 */
export function parsePassport(text: string, today: Temporal.PlainDate): Parsed<IdentityFacts, PassportRefusal> {
  const line = foldFullWidth(text)
    .replace(/[ \t\u3000]/g, '')
    .toUpperCase()
  if (line.length !== 44) return refuse('passport-length', { length: line.length, expectedLength: 44 })
  if (!/^[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{6}[0-9][FM<][0-9]{6}[0-9][A-Z0-9<]{14}[0-9<][0-9]$/.test(line)) {
    return refuse('passport-characters')
  }
  const composite = line.slice(0, 10) + line.slice(13, 20) + line.slice(21, 43)
  const sound =
    checkDigit(line.slice(0, 9)) === line[9] &&
    checkDigit(line.slice(13, 19)) === line[19] &&
    checkDigit(line.slice(21, 27)) === line[27] &&
    checkDigit(composite) === line[43]
  if (!sound) return refuse('passport-checksum')
  const bornOn = dayOfTwoDigitYear(line.slice(13, 19), today.year - 99)
  // Documents are valid for ten years at most, so an expiry lies within a century that begins half a century ago.
  const expiresOn = dayOfTwoDigitYear(line.slice(21, 27), today.year - 50)
  if (bornOn === null || expiresOn === null || isAfter(bornOn, today)) return refuse('passport-date')
  if (isAfter(today, expiresOn)) return refuse('passport-expired', { expiredOn: expiresOn.toString() })
  const number = `${line.slice(10, 13)}${line.slice(0, 9)}`.replaceAll('<', '')
  const sex = line[20] === 'F' ? 'female' : line[20] === 'M' ? 'male' : null
  return parsed({ kind: passportChecker.kind, number, bornOn, sex, region: null })
}

/** Weights 7, 3, 1 over digits, letters (A = 10) and fillers (0), modulo 10. */
export function checkDigit(characters: string): string {
  const values = [...characters].map((character) => (character === '<' ? 0 : Number.parseInt(character, 36)))
  return String(values.reduce((sum, value, index) => sum + value * [7, 3, 1][index % 3]!, 0) % 10)
}

function dayOfTwoDigitYear(text: string, firstYear: number): Temporal.PlainDate | null {
  const twoDigits = Number(text.slice(0, 2))
  const year = firstYear + ((((twoDigits - firstYear) % 100) + 100) % 100)
  return existingDay(year, Number(text.slice(2, 4)), Number(text.slice(4, 6)))
}

export const passportChecker: IdentityDocumentChecker<PassportRefusal> = {
  kind: 'icao-passport',
  name: { en: 'Passport (second line of the machine-readable zone)', zh: '护照（机读区第二行）' },
  check: parsePassport,
}
