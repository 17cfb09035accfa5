import { expect, test } from 'vitest'
import { tableText } from './table-text.ts'

test('commas and quotes are kept, nothing is taken for a formula', () => {
  const rows = [
    ['2026-01-A', '-5', 7],
    ['=1+1', 'a,"b"', null],
  ] as const
  expect(tableText(['period', 'sum', 'count'], rows)).toBe(
    '\ufeffperiod,sum,count\r\n2026-01-A,-5,7\r\n\'=1+1,"a,""b""",\r\n',
  )
})
