import { isExistingDay } from '../calendar.ts'
import { isProvinceCode } from '../identity/index.ts'
import { type FoldedText, foldText } from './folded-text.ts'

export type PersonalDataKind = 'id-number' | 'phone' | 'name' | 'account' | 'email'

/** A place in a text that says who somebody is. `start` and `end` count UTF-16 units of the text as it was given. */
export interface PersonalWords {
  readonly kind: PersonalDataKind
  readonly start: number
  readonly end: number
}

/** Between the digits of one number: blanks, hyphens, dots, slashes, brackets, stars, or a comma that no blank follows. */
const gap = '(?:[\\s\\-\\u2010-\\u2015.\\u00B7\\u2022_/*~()]{1,3}|,)?'
const digit = `${gap}[0-9]`
const idNumber = new RegExp(`[0-9](?:${digit}){16}${gap}[0-9x](?![0-9])`, 'y')
const oldIdNumber = /[0-9]{15}(?![0-9])/y
const passport = /(?<![a-z0-9])(?:[cdeghmps][0-9]{8}|e[a-z][0-9]{7})(?![0-9])/g
const mobile = new RegExp(`(?:(?:0${gap}0${gap})?8${gap}6${gap})?1${gap}[3-9](?:${digit}){9}(?![0-9])`, 'y')
const foreign = new RegExp(`(?<=\\+)[1-9](?:${digit}){8,14}(?![0-9])`, 'y')
const landline = /\(?(?<![0-9.])0(?:10|2[0-9]|[3-9][0-9]{2})[)\s-]{0,3}[2-9][0-9]{2,3}[\s-]?[0-9]{4}(?![0-9])/g
const longNumber = /[0-9]{12,}/y
const card = new RegExp(`[456](?:${digit}){15,18}(?![0-9])`, 'y')
const chatAccount =
  /(?:qq|wechat|weixin|微信|vx|支付宝|alipay)[号是为\s:(]{0,4}(?=[a-z0-9_-]{0,19}[0-9])[a-z0-9_-]{5,20}/g
const email =
  /[a-z0-9][a-z0-9._%+-]{0,63}\s?(?:@|\(at\)|\[at\])\s?[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+)*\s?\.\s?[a-z]{2,}|[a-z0-9._%+-]{1,64} at [a-z0-9-]+(?: dot [a-z0-9-]+)+/g

const date = /(?<![0-9])(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9](?![0-9])/g
/** Hashes and lot references are written so. */
const hexadecimal = /(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{32,64}(?![0-9a-z])/g
const sum = /^[0-9]{1,3}(?:,[0-9]{3})+$/

/**
 * Finds what identifies a person in a text that others are to read: numbers of identity documents, of phones, of bank cards and other
 * accounts, mail addresses, and the names of the parties (as they stand in their documents). Digits may be full-width, Chinese
 * numerals, or apart; letters of a name may be apart. Sums, days, case references and hashes are no finding. It is a net for slips, not
 * a wall: who spells a number in words of their own, or a name by its sound, gets through, and the moderator is there for that.
 * In the order of the text; a finding within another is left out.
 */
export function findPersonalData(text: string, parties: readonly string[]): PersonalWords[] {
  const folded = foldText(text)
  const found: PersonalWords[] = []
  const add = (kind: PersonalDataKind, ranges: Iterable<Range>) => {
    for (const range of ranges) {
      const words = { kind, start: folded.starts[range.start]!, end: folded.ends[range.end - 1]! }
      if (!found.some(({ start, end }) => start <= words.start && words.end <= end)) found.push(words)
    }
  }
  add('email', matches(folded.text, email))
  add('id-number', idNumbers(folded))
  add('phone', phoneNumbers(folded))
  add('account', accounts(folded))
  const letters = lettersOf(folded.text)
  for (const name of parties) add('name', placesOfName(folded, letters, name))
  return found.toSorted((one, other) => one.start - other.start || one.end - other.end)
}

interface Range {
  readonly start: number
  readonly end: number
}

function* matches(text: string, pattern: RegExp): Generator<Range> {
  for (const match of text.matchAll(pattern)) yield { start: match.index, end: match.index + match[0].length }
}

interface DigitRange extends Range {
  readonly written: string
  readonly digits: string
}

/** What `pattern` (sticky) finds from the beginnings of groups of digits on. */
function* numbersAt(text: string, pattern: RegExp): Generator<DigitRange> {
  for (const { index } of text.matchAll(/(?<![0-9])[0-9]/g)) {
    pattern.lastIndex = index
    const written = pattern.exec(text)?.[0]
    if (written === undefined || sum.test(written)) continue
    yield { start: index, end: index + written.length, written, digits: written.replace(/[^0-9x]/g, '') }
  }
}

function* idNumbers({ digits }: FoldedText): Generator<Range> {
  for (const number of numbersAt(digits, idNumber)) if (isRegionAndDay(number.digits, 4)) yield number
  for (const number of numbersAt(digits, oldIdNumber)) if (isRegionAndDay(number.digits, 2)) yield number
  yield* matches(digits, passport)
}

/** The check character is not asked for: with one digit mistyped the number still says who it is. */
function isRegionAndDay(number: string, yearDigits: 2 | 4): boolean {
  const year = (yearDigits === 2 ? '19' : '') + number.slice(6, 6 + yearDigits)
  const [month, day] = [number.slice(6 + yearDigits, 8 + yearDigits), number.slice(8 + yearDigits, 10 + yearDigits)]
  return isProvinceCode(number.slice(0, 2)) && /^(?:19|20)/.test(year) && isExistingDay(+year, +month, +day)
}

function* phoneNumbers({ digits }: FoldedText): Generator<Range> {
  const others = [...matches(digits, date), ...matches(digits, hexadecimal)]
  yield* numbersAt(digits, foreign)
  for (const number of numbersAt(digits, mobile)) if (!others.some((other) => overlap(number, other))) yield number
  yield* matches(digits, landline)
}

function* accounts({ digits, text }: FoldedText): Generator<Range> {
  const hashes = [...matches(digits, hexadecimal)]
  for (const number of numbersAt(digits, longNumber)) {
    if (!isTimestamp(number.digits) && !hashes.some((hash) => overlap(number, hash))) yield number
  }
  for (const number of numbersAt(digits, card))
    if (/^(?:62|4|5[1-5])/.test(number.digits) && isLuhn(number.digits)) yield number
  yield* matches(text, chatAccount)
}

function overlap(one: Range, other: Range): boolean {
  return one.start < other.end && other.start < one.end
}

/** `yyyymmddhhmm` or `yyyymmddhhmmss`. */
function isTimestamp(number: string): boolean {
  if (!/^(?:19|20)[0-9]{6}(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?$/.test(number)) return false
  return isExistingDay(+number.slice(0, 4), +number.slice(4, 6), +number.slice(6, 8))
}

/** Check digit of bank cards (ISO/IEC 7812-1 annex B). */
function isLuhn(number: string): boolean {
  const doubled = [...number].reverse().map((character, at) => Number(character) * (1 + (at % 2)))
  return doubled.reduce((total, value) => total + (value > 9 ? value - 9 : value), 0) % 10 === 0
}

/** Fewest letters of a part of a name that is looked for alone; shorter ones are words as often as names. */
const shortestPart = { han: 3, other: 4 }
/** Most signs between two letters of a name that is written apart. */
const longestGap = 3
const han = /^\p{Script=Han}+$/u
const letter = /\p{L}/u

/** The letters of a text without what lies between them. */
interface Letters {
  readonly text: string
  /** Where each stood, in UTF-16 units of the folded text. */
  readonly places: readonly number[]
}

function lettersOf(text: string): Letters {
  const places: number[] = []
  let letters = ''
  let at = 0
  for (const character of text) {
    if (letter.test(character)) {
      letters += character
      for (let unit = 0; unit < character.length; unit += 1) places.push(at + unit)
    }
    at += character.length
  }
  return { text: letters, places }
}

function* placesOfName(folded: FoldedText, letters: Letters, name: string): Generator<Range> {
  const parts = foldText(name).text.match(/\p{L}+/gu) ?? []
  if ([...parts.join('')].length < 2) return
  yield* placesOfWord(folded, letters, parts.join(''))
  if (parts.length === 1) return
  yield* placesOfWord(folded, letters, parts.toReversed().join(''))
  for (const part of parts) {
    const isHan = han.test(part)
    if ([...part].length < (isHan ? shortestPart.han : shortestPart.other)) continue
    // A part of a Latin name alone is taken for a name only with its capital: "Long" is one, "long" is not.
    for (const range of placesOfWord(folded, letters, part)) if (isHan || folded.capitals[range.start]) yield range
  }
}

/** Where the word stands, its letters side by side or a little apart; where letters are no words of their own, whole words only. */
function* placesOfWord({ text }: FoldedText, { text: letters, places }: Letters, word: string): Generator<Range> {
  for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + 1)) {
    const found = places.slice(at, at + word.length)
    const range = { start: found[0]!, end: found.at(-1)! + 1 }
    const isTogether = found.every((place, next) => next === 0 || place - found[next - 1]! <= longestGap + 1)
    const isWhole = han.test(word) || !(letter.test(text[range.start - 1] ?? '') || letter.test(text[range.end] ?? ''))
    if (isTogether && isWhole) yield range
  }
}
