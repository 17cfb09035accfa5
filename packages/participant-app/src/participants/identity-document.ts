/** What a document's number says of its person. */
export interface Known {
  /** A calendar day, as text. */
  readonly bornOn: string
  /** Null where the document does not say it. */
  readonly sex: 'female' | 'male' | null
}

/** Weight of each of the first 17 digits, and the check character for each remainder (GB 11643-1999, ISO 7064 MOD 11-2). */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkCharacters = '10X98765432'

/**
 * Reads birthday and sex from a number, so that a typing error shows at once and nobody is asked what does not concern them; null for
 * a number that cannot be right. The platform reads it again in earnest, by the rules of core, which need `Temporal`: phones do not have
 * it yet. A test holds the two together.
 */
export function readDocument(kind: string, text: string, today: string): Known | null {
  const number = text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase()
  if (kind === 'cn-resident-id') return readResidentId(number)
  if (kind === 'icao-passport') return readPassportLine(number, Number(today.slice(0, 4)))
  return null
}

function readResidentId(number: string): Known | null {
  if (!/^[0-9]{17}[0-9X]$/.test(number)) return null
  const sum = weights.reduce((total, weight, index) => total + weight * Number(number[index]), 0)
  if (checkCharacters[sum % 11] !== number[17]) return null
  const bornOn = existingDay(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14)))
  return bornOn === null ? null : { bornOn, sex: Number(number[16]) % 2 === 1 ? 'male' : 'female' }
}

/** The second line of a passport's machine-readable zone (ICAO 9303 part 4). */
function readPassportLine(line: string, thisYear: number): Known | null {
  if (line.length !== 44 || !/^.{13}[0-9]{7}[FM<]/.test(line)) return null
  const first = thisYear - 99
  const year = first + ((((Number(line.slice(13, 15)) - first) % 100) + 100) % 100)
  const bornOn = existingDay(year, Number(line.slice(15, 17)), Number(line.slice(17, 19)))
  return bornOn === null ? null : { bornOn, sex: line[20] === 'F' ? 'female' : line[20] === 'M' ? 'male' : null }
}

function existingDay(year: number, month: number, day: number): string | null {
  const at = new Date(Date.UTC(year, month - 1, day))
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null
}
