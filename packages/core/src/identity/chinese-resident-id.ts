import { existingDay, isAfter } from '../calendar.ts'
import { refuse } from '../decision.ts'
import { foldFullWidth, type Parsed, parsed } from '../parsed.ts'
import type { IdentityDocumentChecker, IdentityFacts } from './identity-document.ts'
import { isProvinceCode } from './province.ts'

export type ResidentIdRefusal =
  | 'id-number-15-digits'
  | 'id-number-length'
  | 'id-number-characters'
  | 'id-number-region'
  | 'id-number-date'
  | 'id-number-born-in-future'
  | 'id-number-checksum'

/** ISO 7064 MOD 11-2: weight of each of the first 17 digits, and the check character for each remainder. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/**
 * Reads a resident ID number of GB 11643-1999: region (6), birthday (8), sequence (3, odd for men), check character.
 * Blanks are dropped, full-width characters and a small x folded, so that one person has one number. Refused in the
 * order of `ResidentIdRefusal`. No refusal repeats the number.
 */
export function parseResidentId(text: string, today: Temporal.PlainDate): Parsed<IdentityFacts, ResidentIdRefusal> {
  const number = foldFullWidth(text)
    .replace(/[ \t\u3000]/g, '')
    .replace(/x$/, 'X')
  if (/^[0-9]{15}$/.test(number)) return refuse('id-number-15-digits', { length: 15, expectedLength: 18 })
  const length = [...number].length
  if (length !== 18) return refuse('id-number-length', { length, expectedLength: 18 })
  if (!/^[0-9]{17}[0-9X]$/.test(number)) return refuse('id-number-characters')
  const region = number.slice(0, 2)
  if (!isProvinceCode(region)) return refuse('id-number-region')
  const bornOn = existingDay(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14)))
  if (bornOn === null) return refuse('id-number-date')
  if (isAfter(bornOn, today)) return refuse('id-number-born-in-future')
  if (residentIdCheckCharacter(number.slice(0, 17)) !== number[17]) return refuse('id-number-checksum')
  const sex = Number(number[16]) % 2 === 1 ? 'male' : 'female'
  return parsed({ kind: residentIdChecker.kind, number, bornOn, sex, region })
}

/** The 18th character for the first 17 digits. Throws for anything but 17 digits. */
export function residentIdCheckCharacter(digits: string): string {
  if (!/^[0-9]{17}$/.test(digits)) throw new RangeError('a check character is computed over 17 digits')
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return checkCharacters[sum % 11]!
}

export const residentIdChecker: IdentityDocumentChecker<ResidentIdRefusal> = {
  kind: 'cn-resident-id',
  name: { en: 'Resident ID number (mainland China)', zh: '居民身份证' },
  check: parseResidentId,
}
