import { expect, test } from 'vitest'
import { textTable } from './text-table.ts'

test('columns are as wide as their widest cell, and Chinese characters count twice', () => {
  expect(
    textTable(
      ['name', 'yuan'],
      [
        ['王伟', '3.00'],
        ['Ann', '1,200.00'],
        ['𠮷田', ''],
      ],
      1,
    ),
  ).toBe(['name      yuan', '----  --------', '王伟      3.00', 'Ann   1,200.00', '𠮷田'].join('\n'))
})
