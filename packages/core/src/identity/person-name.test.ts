import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxNameLength, parsePersonName } from './person-name.ts'

describe('a name', () => {
  test.each([
    ['古丽米热·艾比布力', '古丽米热\u00B7艾比布力'],
    ['古丽米热\u2022艾比布力', '古丽米热\u00B7艾比布力'],
    ['古丽米热\u30FB艾比布力', '古丽米热\u00B7艾比布力'],
    ['古丽米热 · 艾比布力', '古丽米热\u00B7艾比布力'],
    ['葛曾䮌', '葛曾䮌'],
    ['𠮷田', '𠮷田'],
    ['𬭎', '𬭎'],
    ['  张\u3000 三 ', '张 三'],
    ['Zoe\u0308 O\u2019Neill-Li', 'Zo\u00EB O\u2019Neill-Li'],
    ['J. R. Ewing', 'J. R. Ewing'],
    ['བསྟན་འཛིན'.replace('\u0F0B', ' '), 'བསྟན འཛིན'],
    ['ئابدۇكېرىم', 'ئابدۇكېرىم'],
    ['山田はなこ', '山田はなこ'],
    ['〇〇', '〇〇'],
  ])('%s is read', (text, name) => {
    expect(parsePersonName(text)).toEqual({ accepted: true, value: name })
  })

  test('is measured in code points', () => {
    expect(parsePersonName('𠮷'.repeat(maxNameLength)).accepted).toBe(true)
    expect(parsePersonName('𠮷'.repeat(maxNameLength + 1))).toMatchObject({
      refusal: { code: 'name-too-long', facts: { length: maxNameLength + 1 } },
    })
  })

  test.each([
    ['', 'name-empty'],
    [' \u3000 ', 'name-empty'],
    ['\uD842', 'name-malformed'],
    ['\u00B7艾', 'name-malformed'],
    ['-', 'name-malformed'],
    ['\u0301a', 'name-malformed'],
    ['张3', 'name-digit'],
    ['张３', 'name-digit'],
    ['张\n三', 'name-character'],
    ['张\u0000三', 'name-character'],
    ['张\u202E三', 'name-character'],
    ['张\uE863', 'name-character'],
    ['张<b>', 'name-character'],
    ['=张', 'name-character'],
    ['张🙂', 'name-character'],
  ])('%j is refused as %s', (text, code) => {
    expect(parsePersonName(text)).toMatchObject({ accepted: false, refusal: { code } })
  })

  test('that was read is read again as itself', () => {
    const unit = fc.constantFrom('张', '𠮷', '·', '•', ' ', 'e', '\u0301', '-', '\u3000', '1', '\u0000', 'ئ')
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit: 'binary' })), (text) => {
        const result = parsePersonName(text)
        if (result.accepted) expect(parsePersonName(result.value)).toEqual(result)
      }),
    )
  })
})
