import { expect, test } from 'vitest'
import { fenOf, formatFen } from './money.ts'

test.each([
  ['0', '¥0.00'],
  ['7', '¥0.07'],
  ['-105', '−¥1.05'],
  ['30000000', '¥300,000.00'],
  ['900719925474099312', '¥9,007,199,254,740,993.12'],
])('%s fen', (fen, text) => {
  expect(formatFen(fen, 'en')).toBe(text)
  expect(formatFen(fen, 'zh-CN')).toBe(text)
})

test('whole yuan can be shown without fen, an amount with fen cannot', () => {
  expect(formatFen(30_000_000n, 'en', { whole: true })).toBe('¥300,000')
  expect(formatFen(30_000_001n, 'en', { whole: true })).toBe('¥300,000.01')
})

test.each([
  ['12', '1200'],
  ['12.5', '1250'],
  [' 12.05 ', '1205'],
  ['999999999.99', '99999999999'],
  ['12.', null],
  ['12,5', null],
  ['-1', null],
  ['1.005', null],
])('%s yuan', (yuan, fen) => {
  expect(fenOf(yuan)).toBe(fen)
})
