import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatYuan, maxAmountFen, parseFen, rateFen } from './money.ts'

describe('an amount of yuan', () => {
  test.each([
    ['0', 0n],
    ['0.01', 1n],
    ['12', 1_200n],
    ['12.3', 1_230n],
    ['12.34', 1_234n],
    ['300000.00', 30_000_000n],
    ['9999999999999.99', maxAmountFen],
  ])('%s is read exactly', (text, amountFen) => {
    expect(parseFen(text)).toEqual({ accepted: true, value: amountFen })
  })

  test.each([
    ['-1', 'amount-signed'],
    ['+1', 'amount-signed'],
    ['\u22121', 'amount-signed'],
    ['', 'amount-malformed'],
    [' 1', 'amount-malformed'],
    ['1 ', 'amount-malformed'],
    ['1\n', 'amount-malformed'],
    ['NaN', 'amount-malformed'],
    ['Infinity', 'amount-malformed'],
    ['1e3', 'amount-malformed'],
    ['0x10', 'amount-malformed'],
    ['1,000.00', 'amount-malformed'],
    ['01', 'amount-malformed'],
    ['.5', 'amount-malformed'],
    ['5.', 'amount-malformed'],
    ['1.2.3', 'amount-malformed'],
    ['\uFF11', 'amount-malformed'],
    ['0.001', 'amount-fraction-of-fen'],
    ['12.345', 'amount-fraction-of-fen'],
    ['10000000000000.00', 'amount-too-large'],
    ['9'.repeat(1_000_000), 'amount-too-large'],
  ])('%.20s is refused as %s', (text, code) => {
    expect(parseFen(text)).toMatchObject({ accepted: false, refusal: { code } })
  })

  test('that was formatted without separators reads back as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: maxAmountFen }), (amountFen) => {
        expect(parseFen(formatYuan(amountFen).replaceAll(',', ''))).toEqual({ accepted: true, value: amountFen })
      }),
    )
  })

  test('is never read from arbitrary text as anything that does not print as that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE '), maxLength: 18 }), (text) => {
        const result = parseFen(text)
        if (!result.accepted) return
        const [whole, decimals = ''] = text.split('.')
        expect(formatYuan(result.value).replaceAll(',', '')).toBe(`${whole}.${decimals.padEnd(2, '0')}`)
      }),
    )
  })
})

test.each([
  [0n, '0.00'],
  [5n, '0.05'],
  [99_999n, '999.99'],
  [100_000n, '1,000.00'],
  [123_456_789n, '1,234,567.89'],
  [-100_050n, '-1,000.50'],
])('%s fen are shown as %s', (amountFen, text) => {
  expect(formatYuan(amountFen)).toBe(text)
})

describe('a rate in basis points', () => {
  test.each([
    [60_000_000n, 800, 4_800_000n],
    [6n, 800, 0n],
    [7n, 800, 1n],
    [50n, 100, 1n],
    [49n, 100, 0n],
    [0n, 800, 0n],
    [100n, 0, 0n],
  ])('of %s fen at %s is rounded half up to %s', (amountFen, basisPoints, resultFen) => {
    expect(rateFen(amountFen, basisPoints)).toBe(resultFen)
  })

  test('of a negative amount, negative or of a fraction is a bug', () => {
    expect(() => rateFen(-1n, 800)).toThrow(RangeError)
    expect(() => rateFen(1n, -1)).toThrow(RangeError)
    expect(() => rateFen(1n, 0.5)).toThrow(RangeError)
  })
})
