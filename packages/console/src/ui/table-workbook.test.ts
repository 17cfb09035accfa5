import { strFromU8, unzipSync } from 'fflate'
import { readSheet } from 'read-excel-file/universal'
import { expect, test } from 'vitest'
import { textWorkbook } from './table-workbook.ts'

test('a table of text keeps long numbers, and its empty cells are text already', async () => {
  const blob = await textWorkbook(
    {
      columns: ['name', 'document_number'],
      rows: [
        ['=1+1', '110105199001011234'],
        ['', ''],
      ],
    },
    { sheet: 'Columns', columns: ['name'], rows: [['Holds a name']] },
  )
  const rows = await readSheet(blob)
  expect(rows[1]).toEqual(["'=1+1", '110105199001011234'])
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()))
  const cells = strFromU8(files['xl/worksheets/sheet1.xml']!).match(/<c r="[AB]3" s="\d+"\/>/g)
  expect(cells).toHaveLength(2)
})
