import { importLimits } from '@tongzhou/core'
import { sha256 } from '@tongzhou/tlog'

/** A group's file as it was read: the names of its columns, and each row with its number in the file. */
export interface Sheet {
  readonly fileName: string
  /** How its text was read; null for a workbook, which says it itself. */
  readonly encoding: Encoding | null
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string
  readonly columns: readonly string[]
  readonly rows: readonly SheetRow[]
}

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le'

export interface SheetRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** Why a file can't be taken; its words are `unreadable.<code>` of import.json. */
export type UnreadableCode =
  | 'empty'
  | 'no-rows'
  | 'too-large'
  | 'too-many-rows'
  | 'too-many-columns'
  | 'cell-too-long'
  | 'row-too-long'
  | 'encoding'
  | 'quotes'
  | 'old-workbook'
  | 'broken-workbook'
  | 'no-table'

export class UnreadableFile extends Error {
  readonly code: UnreadableCode
  readonly facts: Readonly<Record<string, string | number>>
  constructor(code: UnreadableCode, facts: Readonly<Record<string, string | number>> = {}) {
    super(code)
    this.name = 'UnreadableFile'
    this.code = code
    this.facts = facts
  }
}

/** Reads a CSV or XLSX file. It stays on this device. Throws `UnreadableFile`. */
export async function readSheet(file: File): Promise<Sheet> {
  if (file.size === 0) throw new UnreadableFile('empty')
  const most = importLimits.mostFileBytes
  if (file.size > most) throw new UnreadableFile('too-large', { megabytes: most / 1024 / 1024 })
  const bytes = new Uint8Array(await file.arrayBuffer())
  const { encoding, rows } = await rowsOf(bytes)
  return { fileName: file.name, encoding, hash: await hashOf(bytes), ...tableOf(rows) }
}

const beginsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, at) => bytes[at] === byte)

async function rowsOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ encoding: Encoding | null; rows: readonly SheetRow[] }> {
  if (beginsWith(bytes, 0x50, 0x4b)) {
    const { workbookRows } = await import('./workbook-rows.ts')
    return { encoding: null, rows: await workbookRows(bytes) }
  }
  // Compound files: workbooks from before 2007, and those with a password.
  if (beginsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) throw new UnreadableFile('old-workbook')
  const { encoding, text } = decode(bytes)
  const { csvRows } = await import('./csv-rows.ts')
  return { encoding, rows: csvRows(text) }
}

/** UTF-8 where it is that, else GB 18030, which spreadsheets write in China; each strictly, so that no name becomes question marks. */
function decode(bytes: Uint8Array): { encoding: Encoding; text: string } {
  const isUtf16 = beginsWith(bytes, 0xff, 0xfe)
  if (!isUtf16 && bytes.includes(0)) throw new UnreadableFile('no-table')
  for (const encoding of isUtf16 ? (['utf-16le'] as const) : (['utf-8', 'gb18030'] as const)) {
    try {
      return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) }
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault
    }
  }
  throw new UnreadableFile('encoding')
}

/** The first row names the columns; rows without a word are passed over. */
function tableOf(all: readonly SheetRow[]): Pick<Sheet, 'columns' | 'rows'> {
  const [head, ...rows] = all.map(withoutEmptyEnd).filter(({ cells }) => cells.length > 0)
  if (head === undefined) throw new UnreadableFile('empty')
  const { longestCell, mostColumns, mostRows } = importLimits
  if (head.cells.length > mostColumns) throw new UnreadableFile('too-many-columns', { most: mostColumns })
  if (rows.length === 0) throw new UnreadableFile('no-rows')
  if (rows.length > mostRows) throw new UnreadableFile('too-many-rows', { most: mostRows, rows: rows.length })
  for (const { cells, line } of rows) {
    if (cells.length > head.cells.length) throw new UnreadableFile('row-too-long', { line })
    if (cells.some((cell) => cell.length > longestCell)) {
      throw new UnreadableFile('cell-too-long', { line, most: longestCell })
    }
  }
  return { columns: head.cells.map((title) => title.slice(0, 100)), rows }
}

function withoutEmptyEnd({ cells, line }: SheetRow): SheetRow {
  const trimmed = cells.map((cell) => cell.trim())
  return { line, cells: trimmed.slice(0, trimmed.findLastIndex((cell) => cell !== '') + 1) }
}

/** Over plain http browsers lend no digest of their own. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = crypto.subtle as SubtleCrypto | undefined
  const hash = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes)
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
