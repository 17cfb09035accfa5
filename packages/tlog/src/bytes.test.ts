import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from './bytes.ts'

const anyBytes = fc.uint8Array({ maxLength: 100 })

describe('bytes as text', () => {
  test('base64 and hexadecimal are those of Node and lead back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(equalBytes(fromBase64(toBase64(bytes)), bytes)).toBe(true)
        expect(equalBytes(fromHex(toHex(bytes)), bytes)).toBe(true)
      }),
    )
  })

  test('base64 that is read spells its bytes in the only way', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgw19+/= \n-_'), maxLength: 9 }), (text) => {
        let bytes: Uint8Array
        try {
          bytes = fromBase64(text)
        } catch {
          return
        }
        expect(toBase64(bytes)).toBe(text)
      }),
      { numRuns: 3_000 },
    )
  })

  test.each(['A', 'AA', 'AAA', 'AA=', 'A===', '====', 'AB==', 'AAB=', 'AA==AA==', ' AAAA', 'AAAA\n', 'A-_A', 'é==='])(
    'base64 %j is refused',
    (text) => {
      expect(() => fromBase64(text)).toThrow(expect.objectContaining({ code: 'malformed' }))
    },
  )

  test.each(['a', 'AB', '0g', '0x00', ' 00'])('hexadecimal %j is refused', (text) => {
    expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  test('text of any script survives UTF-8, also beyond the basic plane and with a byte order mark', () => {
    for (const text of ['', '同舟', '\u{20BB7}田', '\uFEFFa', 'é\u0301\n']) expect(fromUtf8(utf8(text))).toBe(text)
  })

  test('what is not UTF-8 is refused in both directions', () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe5, 0x90]]) {
      expect(() => fromUtf8(Uint8Array.from(bytes))).toThrow('not UTF-8')
    }
    expect(() => utf8('a\uD800')).toThrow('lone surrogate')
  })

  test('joined bytes are all parts in order', () => {
    expect(concatBytes()).toEqual(new Uint8Array(0))
    expect(concatBytes(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
  })
})
