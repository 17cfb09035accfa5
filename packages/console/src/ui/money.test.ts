import { expect, test } from 'vitest'
import { fenOf, formatFen } from './money.ts'

test.each([
  ['0', '¥0.00'],
  ['-105', '−¥1.05'],
  ['900719925474099312', '¥9,007,199,254,740,993.12'],
])('%s fen', (fen, text) => {
  expect(formatFen(fen, 'en')).toBe(text)
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
