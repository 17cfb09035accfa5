import { notFormula } from '@tongzhou/web-client'
import writeXlsxFile, { type Cell } from 'write-excel-file/universal'
import type { Column } from './list-table.tsx'

/** Spreadsheets keep fifteen digits of a number; longer ones stay exact as text. */
const mostDigits = 15

/** A table as an Excel workbook. Counts and fen are numbers where a spreadsheet holds them exactly; no cell is a formula. */
export function tableWorkbook(
  names: readonly string[],
  kinds: readonly Column<never>['kind'][],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<Blob> {
  const head = names.map((value): Cell => ({ value, type: String, fontWeight: 'bold' }))
  const lines = rows.map((row) => row.map((value, at) => cellOf(value, kinds[at]!)))
  return writeXlsxFile([head, ...lines]).toBlob()
}

export interface TextTable {
  /** The name of its sheet. */
  readonly sheet?: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Tables whose cells are all text, empty ones too: whatever is typed there later, such as a long number, stays as it is typed. */
export function textWorkbook(...tables: readonly TextTable[]): Promise<Blob> {
  const sheets = tables.map(({ columns, rows, sheet }) => {
    const head = columns.map((value): Cell => ({ value, type: String, fontWeight: 'bold', format: '@' }))
    const lines = rows.map((row) =>
      row.map((text): Cell => ({ ...(text !== '' && { value: notFormula(text) }), type: String, format: '@' })),
    )
    const widths = columns.map((name) => ({ width: Math.max(18, Math.min(2 * name.length, 40)) }))
    return { data: [head, ...lines], columns: widths, stickyRowsCount: 1, ...(sheet !== undefined && { sheet }) }
  })
  return writeXlsxFile(sheets).toBlob()
}

function cellOf(value: string | number | null, kind: Column<never>['kind']): Cell {
  if (value === null) return null
  const isExact = String(value).replace('-', '').length <= mostDigits
  if ((kind === 'fen' || kind === 'count') && isExact) return { value: Number(value), type: Number, format: '0' }
  return { value: notFormula(String(value)), type: String }
}
