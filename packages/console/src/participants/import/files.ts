import { importColumns, importErrorColumns } from '@tongzhou/core'
import { saveFile, tableText } from '@tongzhou/web-client'
import { loadBothLanguages } from '../../language/language.ts'
import type { TextTable } from '../../ui/table-workbook.ts'
import { type RefusedRow, reasonInWords } from './reasons.ts'
import type { Sheet } from './sheet.ts'

export type Form = 'xlsx' | 'csv'

/** Rows of the template that are text already: a number that is typed there keeps all its digits. */
const readyRows = 1_000

/** A table whose cells are all text; a workbook has what explains it on a second sheet. */
async function saveTable(name: string, form: Form, table: TextTable, ...besides: TextTable[]) {
  if (form === 'csv') {
    const text = tableText(table.columns, table.rows)
    return saveFile(`${name}.csv`, new Blob([text], { type: 'text/csv;charset=utf-8' }))
  }
  const { textWorkbook } = await import('../../ui/table-workbook.ts')
  saveFile(`${name}.xlsx`, await textWorkbook(table, ...besides))
}

/** An empty file with these columns; `explained` says what they hold. */
export function saveTemplate(form: Form, plan: string, people: TextTable, explained: TextTable): Promise<void> {
  const rows = form === 'xlsx' ? Array.from({ length: readyRows }, () => people.columns.map(() => '')) : []
  return saveTable(`${plan}-template`, form, { ...people, rows }, explained)
}

/**
 * The refused rows as they stood in the file, each with its number, the code of the reason and its words in both languages. It is read
 * again as it is, once the rows are mended. Made on this device, of the clerk's own file.
 */
export async function saveErrorFile(form: Form, sheet: Sheet, refused: readonly RefusedRow[]): Promise<void> {
  await loadBothLanguages()
  // A file that came from an error file has those columns already.
  const known = new Set<string>([...Object.keys(importErrorColumns), ...Object.values(importErrorColumns)])
  const kept = [...sheet.columns.keys()].filter((at) => !known.has(sheet.columns[at]!))
  const rowsByLine = new Map(sheet.rows.map((row) => [row.line, row.cells]))
  const rows = refused.map((one) => {
    const cells = rowsByLine.get(one.line) ?? []
    const reasons = [reasonInWords(one, 'zh-CN'), reasonInWords(one, 'en')]
    return [String(one.line), one.code, ...reasons, ...kept.map((at) => cells[at] ?? '')]
  })
  const heading = headingsOf(sheet)
  const columns = [...heading, ...kept.map((at) => sheet.columns[at]!)]
  const name = `${sheet.fileName.replace(/\.[^.]*$/, '')}-errors`
  return saveTable(name, form, { columns, rows })
}

/** In the language of the file's own columns. */
function headingsOf({ columns }: Sheet): readonly string[] {
  const isChinese = columns.some((column) => column === importColumns.name)
  return isChinese ? Object.values(importErrorColumns) : Object.keys(importErrorColumns)
}
