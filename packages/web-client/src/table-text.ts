/** A table as CSV (RFC 4180) with a byte order mark, by which spreadsheets know that it is UTF-8. Sums stay whole fen. */
export function tableText(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const line = (cells: readonly (string | number | null)[]) => `${cells.map(cell).join(',')}\r\n`
  return `\ufeff${line(columns)}${rows.map(line).join('')}`
}

/** What a spreadsheet would take for a formula gets an apostrophe in front. */
export function notFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^-?\d+$/.test(text) ? `'${text}` : text
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'string' ? notFormula(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
