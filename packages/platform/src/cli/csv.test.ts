import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCell, csvLine } from './csv.ts'

const dangerous = [
  '=1+1',
  '+8613800138000',
  '-2+3',
  '@SUM(A1)',
  '\tcmd',
  '\rcmd',
  '\ncmd',
  '＝1+1',
  '＋1',
  '－1',
  '＠A1',
]

test.each(dangerous)('a text that a spreadsheet would run, %j, gets an apostrophe in front', (text) => {
  const cell = csvCell(text)
  expect(cell.replace(/^"/, '').startsWith(`'`)).toBe(true)
  expect(parse(csvLine([text]), { record_delimiter: '\r\n' })).toEqual([[`'${text}`]])
})

test('numbers and amounts stay numbers, also below zero', () => {
  expect(csvLine([-3, -5n, { amountFen: -5n }, { amountFen: 12_345_678n }, null, true])).toBe(
    '-3,-5,-0.05,123456.78,,true\r\n',
  )
})

test('quotes, commas and line ends are quoted as in RFC 4180', () => {
  expect(csvLine(['a"b', 'c,d', 'e\r\nf', 'g'])).toBe('"a""b","c,d","e\r\nf",g\r\n')
})

test('every text comes back as it was, or with one apostrophe in front', () => {
  const property = fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (texts) => {
    const [read] = parse(csvLine(texts), { record_delimiter: '\r\n', relax_column_count: false }) as string[][]
    // A record of one empty field is an empty line, which readers skip.
    if (texts.length === 1 && texts[0] === '') return
    for (const [index, text] of texts.entries()) expect([text, `'${text}`]).toContain(read![index])
  })
  fc.assert(property)
})
