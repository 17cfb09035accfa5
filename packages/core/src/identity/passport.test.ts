import { describe, expect, test } from 'vitest'
import { residentIdChecker } from './chinese-resident-id.ts'
import { identityDocumentRegistry } from './identity-document.ts'
import { checkDigit, parsePassport, passportChecker } from './passport.ts'

const today = Temporal.PlainDate.from('2012-01-01')
/** The specimen of ICAO 9303 part 4, of the invented state Utopia. */
const specimen = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'

function madeUp(born: string, expires: string, sex = 'M'): string {
  const number = 'X12345<<<'
  const personal = '<'.repeat(14)
  const parts = [number, checkDigit(number), born, checkDigit(born), expires, checkDigit(expires), personal, '<']
  return `${number}${parts[1]}UTO${born}${parts[3]}${sex}${expires}${parts[5]}${personal}<${checkDigit(parts.join(''))}`
}

function codeOf(text: string, on = today): string {
  const result = parsePassport(text, on)
  return result.accepted ? 'accepted' : result.refusal.code
}

describe("a passport's second line", () => {
  test('gives number, birthday and sex', () => {
    expect(parsePassport(specimen, today)).toEqual({
      accepted: true,
      value: {
        kind: 'icao-passport',
        number: 'UTOL898902C3',
        bornOn: Temporal.PlainDate.from('1974-08-12'),
        sex: 'female',
        region: null,
      },
    })
  })

  test('may leave the sex open', () => {
    expect(parsePassport(madeUp('800101', '150101', '<'), today)).toMatchObject({ value: { sex: null } })
  })

  test('is refused by the first rule that it breaks', () => {
    expect(codeOf('L898902C3')).toBe('passport-length')
    expect(codeOf(specimen.replace('F', 'Q'))).toBe('passport-characters')
    expect(codeOf(specimen.replace('740812', '740813'))).toBe('passport-checksum')
    expect(codeOf(specimen.replace(/0$/, '1'))).toBe('passport-checksum')
    expect(codeOf(madeUp('800230', '150101'))).toBe('passport-date')
    expect(codeOf(madeUp('120101', '150101'))).toBe('accepted')
    expect(codeOf(madeUp('120102', '150101'))).toBe('passport-date')
    expect(codeOf(specimen, Temporal.PlainDate.from('2012-04-15'))).toBe('accepted')
    expect(codeOf(specimen, Temporal.PlainDate.from('2012-04-16'))).toBe('passport-expired')
  })
})

describe('the registry of identity documents', () => {
  const registry = identityDocumentRegistry([residentIdChecker, passportChecker])

  test('asks the checker of the kind', () => {
    expect(registry.check({ kind: 'icao-passport', number: specimen }, today).accepted).toBe(true)
    expect(registry.check({ kind: 'cn-resident-id', number: specimen }, today)).toMatchObject({
      refusal: { code: 'id-number-length' },
    })
  })

  test('refuses a kind that nobody can check', () => {
    expect(registry.check({ kind: 'library-card', number: '1' }, today)).toEqual({
      accepted: false,
      refusal: { code: 'document-kind-unknown', facts: { known: 'cn-resident-id, icao-passport' } },
    })
  })

  test('has one checker for a kind', () => {
    expect(() => identityDocumentRegistry([passportChecker, passportChecker])).toThrow()
  })
})
