import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, isCanonicalJson, type Recordable } from './canonical-json.ts'

const recordable: fc.Arbitrary<Recordable> = fc.letrec<{ value: Recordable }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 5 }),
  ) as fc.Arbitrary<Recordable>,
})).value

describe('canonical JSON', () => {
  test('is JSON that reads back as the same value', () => {
    fc.assert(
      fc.property(recordable, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('does not depend on the order in which properties were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(object))
      }),
    )
  })

  test('sorts by UTF-16 code units, as the example of RFC 8785 section 3.2.3 does', () => {
    const example = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
    const order = [...canonicalJson(example).matchAll(/:(\d)/g)].map((match) => match[1]).join('')
    expect(order).toBe('2467153')
  })

  test('writes sums and days as strings, and leaves out what is undefined', () => {
    const day = Temporal.PlainDate.from('2020-02-29')
    expect(canonicalJson({ shareFen: 3n, day, absent: undefined })).toBe('{"day":"2020-02-29","shareFen":"3"}')
  })

  test('refuses what has more than one written form', () => {
    expect(() => canonicalJson(0.1)).toThrow('not a safe integer')
    expect(() => canonicalJson(2 ** 53)).toThrow('not a safe integer')
    expect(() => canonicalJson(Number.NaN)).toThrow('not a safe integer')
    expect(() => canonicalJson('\ud800')).toThrow('lone surrogate')
    expect(() => canonicalJson(undefined as never)).toThrow('can not be recorded')
    expect(() => canonicalJson((() => 1) as never)).toThrow('can not be recorded')
  })

  test('is told from every other text of the same value', () => {
    const same = (text: string) => isCanonicalJson(JSON.parse(text), text)
    fc.assert(
      fc.property(recordable, (value) => {
        const canonical = canonicalJson(value)
        expect(same(canonical)).toBe(true)
        const plain = JSON.stringify(value)
        expect(same(plain)).toBe(plain === canonical)
        expect(same(` ${canonical}`)).toBe(false)
      }),
    )
    expect(same('{"10":1,"9":2}')).toBe(true)
    for (const text of [
      '{"9":2,"10":1}',
      '{"b":1,"a":2}',
      '[{"b":1,"a":2}]',
      '{"a":1,"a":1}',
      '-0',
      '1e2',
      '"\\u0041"',
    ]) {
      expect(same(text), text).toBe(false)
    }
    for (const text of ['0.5', '9007199254740992', '"\\ud800"', '{"\\ud800":1}']) {
      expect(() => same(text), text).toThrow('canonical JSON')
    }
  })
})
