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

function cellOf(value: string | number | null, kind: Column<never>['kind']): Cell {
  if (value === null) return null
  const isExact = String(value).replace('-', '').length <= mostDigits
  if ((kind === 'fen' || kind === 'count') && isExact) return { value: Number(value), type: Number, format: '0' }
  return { value: notFormula(String(value)), type: String }
}
