import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import type { Actor, Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import type { RowError } from './import-batch.ts'
import { importPiece, type Line } from './import-piece.ts'
import { type ImportRecord, readHeader } from './import-row.ts'
import type { Joining } from './joining.ts'

export interface ImportGroup {
  readonly planCode: string
  /** The CSV file, see `importColumns` of core. */
  readonly path: string
  /** Where the rows that added nobody are listed: line, code, field, facts. */
  readonly errorsPath: string
  readonly encoding?: 'utf-8' | 'gb18030'
  readonly actor: Actor
  readonly onProgress?: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly rows: number
  readonly bytes: number
  readonly totalBytes: number
}

export interface ImportResult {
  readonly rows: number
  /** Memberships that this run began. */
  readonly added: number
  /** Memberships that an earlier run of the same file began. */
  readonly addedEarlier: number
  readonly errors: number
}

/** The file can't be read on from here; the batches before it stand, and a run of the mended file adds only what is missing. */
export class ImportFileBroken extends Error {
  readonly code: string
  constructor(code: string, place: string) {
    super(`${code}: ${place}`)
    this.name = 'ImportFileBroken'
    this.code = code
  }
}

/** Rows decided in one transaction: few enough for a short one, enough that round trips do not count. */
const batchRows = 1_000
/** A longer row is a quote that was never closed. */
const longestRowBytes = 65_536
/**
 * Imports a group from a CSV file, in batches of `batchRows`, each one command keyed by the file's hash: a run that was
 * killed goes on where it stopped, and the same file twice adds nobody. A row that may not join is listed in the errors
 * file with its line; the others join. Throws `ImportFileBroken` for a header, an encoding or quoting that can't be read,
 * and refuses (by the code in the outcome) an unknown plan.
 */
export async function importGroup(
  platform: Platform,
  joining: Joining,
  group: ImportGroup,
): Promise<Outcome<ImportResult>> {
  const fileHash = await hashOf(group.path)
  const totals = { rows: 0, added: 0, addedEarlier: 0, errors: 0 }
  const errorsFile = await openErrorsFile(group.errorsPath)
  let batchNo = 0
  for await (const { lines, bytes, totalBytes } of batchesOf(group)) {
    batchNo += 1
    const { actor, planCode } = group
    const key = `${planCode}:${fileHash}:${batchNo}`
    const piece = { key, actor, planCode, fileHash, piece: batchNo, pieces: null, lines }
    const outcome = await importPiece(platform, joining, piece)
    if (!outcome.accepted) {
      await errorsFile.discard()
      return outcome
    }
    const { answer, repeated } = outcome.event
    totals.rows += lines.length
    totals[repeated ? 'addedEarlier' : 'added'] += answer.added
    totals.errors += answer.errors.length
    await errorsFile.write(answer.errors)
    group.onProgress?.({ rows: totals.rows, bytes, totalBytes })
  }
  await errorsFile.close()
  return { accepted: true, event: { answer: totals, repeated: totals.added === 0 && totals.addedEarlier > 0 } }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function* batchesOf({ encoding = 'utf-8', path }: ImportGroup) {
  const totalBytes = (await stat(path)).size
  const read = { bytes: 0 }
  const rows = parse({
    bom: true,
    columns: columnsOf,
    info: true,
    skip_empty_lines: true,
    relax_column_count_less: true,
    max_record_size: longestRowBytes,
  })
  // A fault of the source reaches the loop below through `rows`; a loop that ends early closes the source.
  pipeline(Readable.from(textOf(path, encoding, read)), rows, () => {})
  let lines: Line[] = []
  try {
    for await (const { info, record } of rows as AsyncIterable<{ info: { lines: number }; record: ImportRecord }>) {
      lines.push({ line: info.lines, record })
      if (lines.length < batchRows) continue
      yield { lines, bytes: read.bytes, totalBytes }
      lines = []
    }
  } catch (fault) {
    if (fault instanceof CsvError) throw new ImportFileBroken('csv-malformed', `line ${fault.lines}`)
    throw fault
  }
  if (lines.length > 0) yield { lines, bytes: totalBytes, totalBytes }
}

function columnsOf(header: string[]): string[] {
  const columns = readHeader(header)
  if (columns.accepted) return [...columns.value]
  throw new ImportFileBroken(columns.refusal.code, `column ${columns.refusal.facts.column}`)
}

/** Decodes strictly: a file in another encoding would otherwise join people under names of question marks. */
async function* textOf(path: string, encoding: string, read: { bytes: number }): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) {
      yield decoder.decode(chunk as Buffer, { stream: true })
      read.bytes += (chunk as Buffer).length
    }
    yield decoder.decode()
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault
    throw new ImportFileBroken('encoding-not-as-stated', `after ${read.bytes} bytes, read as ${encoding}`)
  }
}

/** Written beside its place and moved there at the end, so that a list of errors is always a whole one. */
async function openErrorsFile(path: string) {
  const unfinished = `${path}.unfinished`
  const stream = createWriteStream(unfinished)
  const write = (text: string) =>
    new Promise<void>((resolve, reject) => stream.write(text, (fault) => (fault ? reject(fault) : resolve())))
  const end = async () => {
    stream.end()
    await finished(stream)
  }
  await write('line,code,field,facts\r\n')
  return {
    write: (errors: readonly RowError[]) =>
      errors.length === 0 ? Promise.resolve() : write(errors.map(errorLine).join('')),
    close: async () => {
      await end()
      await rename(unfinished, path)
    },
    discard: end,
  }
}

function errorLine({ code, facts, field, line }: RowError): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`)
  return `${line},${code},${field ?? ''},"${told.join('; ').replaceAll('"', '""')}"\r\n`
}
