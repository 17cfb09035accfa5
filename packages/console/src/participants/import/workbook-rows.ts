import { type CellValue, readSheet } from 'read-excel-file/universal'
import { type SheetRow, UnreadableFile } from './sheet.ts'

/** Spreadsheets keep fifteen digits of a number. */
const mostDigits = 15

/** The rows of a workbook's first sheet. */
export async function workbookRows(bytes: Uint8Array<ArrayBuffer>): Promise<readonly SheetRow[]> {
  try {
    const rows = await readSheet<WrittenNumber>(bytes.buffer, { parseNumber: (written) => new WrittenNumber(written) })
    return rows.map((cells, at) => ({ line: at + 1, cells: cells.map(cellText) }))
  } catch {
    // Whatever the library meets, it met in a file that is no workbook, or a broken one.
    throw new UnreadableFile('broken-workbook')
  }
}

/** A cell that a workbook has as a number, as it stands there. */
class WrittenNumber {
  readonly written: string
  constructor(written: string) {
    this.written = written
  }
}

function cellText(cell: CellValue<WrittenNumber> | null): string {
  if (cell === null) return ''
  if (cell instanceof WrittenNumber) return numberText(cell.written)
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return String(cell)
}

/** Whole numbers in full; one that a spreadsheet has rounded as it shows it, `1.1E+17`, by which the platform knows it. */
function numberText(written: string): string {
  const number = Number(written)
  if (!Number.isInteger(number)) return written
  const digits = String(Math.abs(number))
  return digits.length > mostDigits || digits.includes('e') ? number.toExponential().toUpperCase() : String(number)
}
