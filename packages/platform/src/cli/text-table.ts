/**
 * Columns of equal width for a terminal; columns from `rightFrom` on are aligned to the right. Chinese characters take two
 * places (Unicode UAX 11, wide).
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom = header.length,
): string {
  const widths = header.map((title, column) =>
    Math.max(placesOf(title), ...rows.map((row) => placesOf(row[column] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? ''
        const blanks = ' '.repeat(width - placesOf(cell))
        return column >= rightFrom ? blanks + cell : cell + blanks
      })
      .join('  ')
      .trimEnd()
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u

function placesOf(text: string): number {
  return [...text].reduce((places, character) => places + (wide.test(character) ? 2 : 1), 0)
}
