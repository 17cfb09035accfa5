import { describe, expect, test } from 'vitest'
import writeXlsxFile, { type Cell } from 'write-excel-file/universal'
import { readSheet } from './sheet.ts'

const sheetOf = (...parts: (string | Uint8Array<ArrayBuffer>)[]) => readSheet(new File(parts, 'group.csv'))
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
const workbook = async (rows: Cell[][]) => readSheet(new File([await writeXlsxFile(rows).toBlob()], 'group.xlsx'))

describe('a CSV file', () => {
  test('is read with the numbers of its lines; empty lines, empty ends and blanks are passed over', async () => {
    const sheet = await sheetOf('name,phone,\r\n张三 ,139\r\n,,\r\n\r\n"李\n四",,\r\n')
    expect(sheet).toMatchObject({
      encoding: 'utf-8',
      columns: ['name', 'phone'],
      rows: [
        { line: 2, cells: ['张三', '139'] },
        { line: 6, cells: ['李\n四'] },
      ],
    })
    expect(sheet.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    ['with a byte order mark', ['\uFEFFname,phone\n张三,1'], 'utf-8'],
    ['between semicolons', ['name;phone\n张三;1'], 'utf-8'],
    ['as Excel in China writes it', ['name,phone\n', bytes('d5c5c8fd'), ',1\n'], 'gb18030'],
    ['as Unicode text of Excel', [new Uint8Array(Buffer.from('\uFEFFname\tphone\n张三\t1\n', 'utf16le'))], 'utf-16le'],
  ] as const)('is read %s', async (_how, parts, encoding) => {
    const sheet = await sheetOf(...parts)
    expect(sheet).toMatchObject({ encoding, columns: ['name', 'phone'], rows: [{ line: 2, cells: ['张三', '1'] }] })
  })

  test.each([
    ['empty', ['']],
    ['empty', ['\uFEFF\n,,\n']],
    ['no-rows', ['name,phone\n']],
    ['encoding', ['name,phone\n', bytes('d5ff'), '\n']],
    ['no-table', [bytes('89504e470d0a1a0a00')]],
    ['quotes', ['name,phone\n"张,1\n']],
    ['row-too-long', ['name,phone\n张三,1,2\n']],
    ['cell-too-long', [`name,phone\n${'张'.repeat(401)},1\n`]],
    ['too-many-columns', [`${'a,'.repeat(80)}a\n1\n`]],
    ['too-many-rows', [`name\n${'张\n'.repeat(20_001)}`]],
    ['too-large', [new Uint8Array(8 * 1024 * 1024 + 1).fill(0x61)]],
    ['old-workbook', [bytes('d0cf11e0a1b11ae1')]],
  ] as const)('is refused as %s', async (code, parts) => {
    await expect(sheetOf(...parts)).rejects.toMatchObject({ name: 'UnreadableFile', code })
  })
})

describe('a workbook', () => {
  test('is read with numbers as they stand; one that was rounded is shown as rounded', async () => {
    const sheet = await workbook([
      ['name', 'document_number', 'phone', 'consent'],
      ['张三', '110105199001011234', 13_900_000_001, 1],
      [null, null, null, null],
      ['李四', 110_105_199_001_011_200, null, true],
    ])
    expect(sheet).toMatchObject({ encoding: null, columns: ['name', 'document_number', 'phone', 'consent'] })
    expect(sheet.rows).toEqual([
      { line: 2, cells: ['张三', '110105199001011234', '13900000001', '1'] },
      { line: 4, cells: ['李四', '1.101051990010112E+17', '', 'true'] },
    ])
  })

  test('is refused where it is broken', async () => {
    await expect(sheetOf(bytes('504b0304'), 'nothing')).rejects.toMatchObject({ code: 'broken-workbook' })
  })
})
