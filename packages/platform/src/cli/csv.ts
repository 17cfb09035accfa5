/**
 * A cell: text, a whole number, or an amount in fen, which is written as yuan with two decimals and no separators.
 * Null is an empty cell.
 */
export type Cell = string | number | bigint | boolean | null | { readonly amountFen: bigint }

/** Excel takes a file without it for one of the system's old encoding, and shows Chinese as rubbish. */
export const byteOrderMark = '\uFEFF'

/**
 * What makes spreadsheet programs run a cell as a formula when it stands first (OWASP, "CSV injection"), with the
 * full-width forms that some of them fold.
 */
const formulaStart = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/** One record of RFC 4180 with CR LF at its end. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/**
 * One field of RFC 4180. A text that a spreadsheet program would run gets an apostrophe in front, which those programs
 * show as text; numbers and amounts of ours are never text, so a negative amount stays a number.
 */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return plainYuan(cell.amountFen)
  if (typeof cell !== 'string') return String(cell)
  const safe = formulaStart.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** `-5n` fen as `-0.05`. */
export function plainYuan(amountFen: bigint): string {
  const size = amountFen < 0n ? -amountFen : amountFen
  return `${amountFen < 0n ? '-' : ''}${size / 100n}.${(size % 100n).toString().padStart(2, '0')}`
}
