import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePhoneNumber } from './phone-number.ts'

describe('a phone number', () => {
  test.each([
    ['13800138000', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['0086 13800138000', '+8613800138000'],
    ['8613800138000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['＋86（138）00138000', '+8613800138000'],
    ['19900000000', '+8619900000000'],
    ['+1 (415) 555-0100', '+14155550100'],
    ['+85291234567', '+85291234567'],
    ['+1234567', '+1234567'],
    ['+123456789012345', '+123456789012345'],
  ])('%s becomes %s', (text, number) => {
    expect(parsePhoneNumber(text)).toEqual({ accepted: true, value: number })
  })

  test.each([
    ['', 'phone-characters'],
    ['+', 'phone-characters'],
    ['138001380OO', 'phone-characters'],
    ['138+0013800', 'phone-characters'],
    ['12800138000', 'phone-not-mobile'],
    ['1380013800', 'phone-not-mobile'],
    ['138001380000', 'phone-not-mobile'],
    ['01088888888', 'phone-not-mobile'],
    ['+861088888888', 'phone-not-mobile'],
    ['+123456', 'phone-length'],
    ['+1234567890123456', 'phone-length'],
    ['+01234567', 'phone-length'],
  ])('%s is refused as %s', (text, code) => {
    expect(parsePhoneNumber(text)).toMatchObject({ accepted: false, refusal: { code } })
  })

  test('that was read is read again as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'+0123456789 -()86'), maxLength: 20 }), (text) => {
        const result = parsePhoneNumber(text)
        if (result.accepted) expect(parsePhoneNumber(result.value)).toEqual(result)
      }),
    )
  })
})
