import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseResidentId, residentIdCheckCharacter } from './chinese-resident-id.ts'
import { provinces } from './province.ts'

const today = Temporal.PlainDate.from('2026-11-25')

/** A made-up number with a right check character. */
function madeUp(region: string, birthday: string, sequence: string): string {
  const digits = `${region}${birthday}${sequence}`
  return digits + residentIdCheckCharacter(digits)
}

function codeOf(text: string): string {
  const result = parseResidentId(text, today)
  return result.accepted ? 'accepted' : result.refusal.code
}

const anyNumber = fc
  .record({
    province: fc.constantFrom(...Object.keys(provinces)),
    district: fc.integer({ min: 0, max: 9_999 }),
    bornDaysAgo: fc.integer({ min: 0, max: 36_000 }),
    sequence: fc.integer({ min: 1, max: 999 }),
  })
  .map(({ province, district, bornDaysAgo, sequence }) => {
    const bornOn = today.subtract({ days: bornDaysAgo })
    const region = province + String(district).padStart(4, '0')
    return {
      bornOn,
      sequence,
      number: madeUp(region, bornOn.toString().replaceAll('-', ''), String(sequence).padStart(3, '0')),
    }
  })

describe('a resident ID number', () => {
  test("is the standard's own example, with its birthday, sex and region", () => {
    expect(parseResidentId('11010519491231002X', today)).toEqual({
      accepted: true,
      value: {
        kind: 'cn-resident-id',
        number: '11010519491231002X',
        bornOn: Temporal.PlainDate.from('1949-12-31'),
        sex: 'female',
        region: '11',
      },
    })
  })

  test('is one person with a small x, a full-width one, or blanks: stored with X', () => {
    const written = [
      '11010519491231002x',
      '１１０１０５１９４９１２３１００２ｘ',
      ' 110105 19491231 002X ',
      '11010519491231002\uFF38',
    ]
    for (const text of written) {
      expect(parseResidentId(text, today)).toMatchObject({ accepted: true, value: { number: '11010519491231002X' } })
    }
  })

  test('is refused by the first rule that it breaks', () => {
    expect(codeOf('110105491231002')).toBe('id-number-15-digits')
    expect(codeOf('')).toBe('id-number-length')
    expect(codeOf('1101051949123100')).toBe('id-number-length')
    expect(codeOf('11010519491231002XX')).toBe('id-number-length')
    expect(codeOf('1101051949123100XX')).toBe('id-number-characters')
    expect(codeOf('11010519491231002Y')).toBe('id-number-characters')
    expect(codeOf('-1010519491231002X')).toBe('id-number-characters')
    expect(codeOf(madeUp('160105', '19491231', '002'))).toBe('id-number-region')
    expect(codeOf(madeUp('110105', '19490231', '002'))).toBe('id-number-date')
    expect(codeOf(madeUp('110105', '19491301', '002'))).toBe('id-number-date')
    expect(codeOf(madeUp('110105', '19000229', '002'))).toBe('id-number-date')
    expect(codeOf(madeUp('110105', '20261126', '002'))).toBe('id-number-born-in-future')
    expect(codeOf('110105194912310021')).toBe('id-number-checksum')
  })

  test('of one born today or on a leap day is accepted', () => {
    expect(codeOf(madeUp('110105', '20261125', '002'))).toBe('accepted')
    expect(codeOf(madeUp('110105', '20160229', '002'))).toBe('accepted')
  })

  test('gives back birthday and sex, whatever they are', () => {
    fc.assert(
      fc.property(anyNumber, ({ number, bornOn, sequence }) => {
        const result = parseResidentId(number, today)
        if (!result.accepted) throw new Error(result.refusal.code)
        expect(result.value.bornOn.equals(bornOn)).toBe(true)
        expect(result.value.sex).toBe(sequence % 2 === 1 ? 'male' : 'female')
      }),
    )
  })

  test('with one digit mistyped or two neighbours swapped is always refused', () => {
    fc.assert(
      fc.property(anyNumber, fc.nat(16), fc.integer({ min: 1, max: 9 }), ({ number }, at, shift) => {
        const digits = number.split('')
        const mistyped = digits.with(at, String((Number(digits[at]) + shift) % 10)).join('')
        expect(codeOf(mistyped)).not.toBe('accepted')
        const next = at + 1
        if (next === 17 || digits[at] === digits[next]) return
        expect(codeOf(digits.with(at, digits[next]!).with(next, digits[at]!).join(''))).not.toBe('accepted')
      }),
    )
  })

  test('never makes the parser throw, and no refusal repeats it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9]{17,18}[xX]?$/)), (text) => {
        const result = parseResidentId(text, today)
        if (!result.accepted && text.length > 6) expect(JSON.stringify(result)).not.toContain(text)
      }),
    )
  })
})

test('a check character needs 17 digits', () => {
  expect(() => residentIdCheckCharacter('1101051949123100X')).toThrow(RangeError)
})
