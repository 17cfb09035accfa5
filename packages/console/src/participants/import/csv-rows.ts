import { CsvError, parse } from 'csv-parse/browser/esm/sync'
import { type SheetRow, UnreadableFile } from './sheet.ts'

/** What spreadsheets put between cells, by country. */
const separators = [',', ';', '\t'] as const

/** The rows of a CSV file, each with the number of its line. */
export function csvRows(text: string): readonly SheetRow[] {
  const [head = ''] = text.split('\n', 1)
  const count = (separator: string) => head.split(separator).length
  const delimiter = separators.toSorted((one, other) => count(other) - count(one))[0]!
  try {
    const found = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true })
    return (found as unknown as { info: { lines: number }; record: string[] }[]).map(({ info, record }) => ({
      line: info.lines,
      cells: record,
    }))
  } catch (fault) {
    if (fault instanceof CsvError) throw new UnreadableFile('quotes', { line: Number(fault.lines ?? 1) })
    throw fault
  }
}
