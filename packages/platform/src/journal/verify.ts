import { commitmentTo, type EventKind } from '@tongzhou/core'
import { Frontier, leafHash, utf8 } from '@tongzhou/tlog'
import type { Platform } from '../commit/platform.ts'
import type { LeafFile } from './leaf-file.ts'
import { erased, type Finding, type RecordSource, type StateCheck } from './record-source.ts'
import { eventOutsideLog, headsBetween, type JournalRow, journalCounts, leavesFrom, saltsOf } from './store.ts'

const batchSize = 2_000

export interface Verification {
  readonly leafFile: LeafFile
  readonly sources: readonly RecordSource[]
  readonly checks: readonly StateCheck[]
  readonly progress?: (stage: string, done: number, of: number) => void
}

export interface Verdict {
  readonly clean: boolean
  /** The first record that is not as the log says; null where all is. */
  readonly finding: Finding | null
  readonly leaves: number
  /** Events recorded and not yet in the log. */
  readonly waiting: number
  readonly commitments: number
  /** Commitments whose content was deleted on request. */
  readonly erased: number
}

/**
 * Recomputes everything: every leaf and root from the entries, every commitment from the record behind it, every record
 * for its entry, and whatever repeats what others say. Stops at the first record that was changed, removed, added or
 * reordered, in the order of the log.
 */
export async function verify(platform: Platform, verification: Verification): Promise<Verdict> {
  const reader = platform.database
  const { leafFile, sources, checks, progress = () => {} } = verification
  const { head, waiting } = await journalCounts(reader)
  const size = Math.max(head, await leafFile.size())
  const count = { commitments: 0, erased: 0 }
  const verdict = (finding: Finding | null): Verdict => ({
    clean: finding === null,
    finding,
    leaves: size,
    waiting,
    ...count,
  })

  const tree = new Frontier()
  while (tree.size < size) {
    const first = tree.size
    const rows = await leavesFrom(reader, first, batchSize)
    const kept = await leafFile.read(first, batchSize)
    const finding =
      leavesAreAsKept(rows, kept, first, size) ?? (await contentsAreAsCommitted(platform, sources, rows, count))
    if (finding) return verdict(finding)
    const stated = await rootsAreAsStated(reader, tree, rows)
    if (stated) return verdict(stated)
    progress('log', tree.size, size)
  }
  const outside = await eventOutsideLog(reader)
  if (outside)
    return verdict(found('added', `journal event ${outside.id} (${outside.kind})`, 'it is in no leaf and not waiting'))
  for (const source of sources) {
    const stray = await source.stray(reader)
    if (stray) return verdict(found('added', stray, `no entry of the log accounts for it (${source.table})`))
  }
  for (const check of checks) {
    const finding = await check.run(platform, reader, (done, of) => progress(check.name, done, of))
    if (finding) return verdict(finding)
  }
  return verdict(null)
}

function found(problem: Finding['problem'], record: string, detail: string, leafIndex: number | null = null): Finding {
  return { problem, record, detail, leafIndex }
}

const eventName = (row: JournalRow) => `journal event ${row.eventId} (${row.kind}, ${row.subject})`

/** Each leaf in its place, its hash that of its entry, the entry that of its columns, all as the leaf file kept them. */
function leavesAreAsKept(
  rows: readonly JournalRow[],
  kept: readonly Buffer[],
  first: number,
  size: number,
): Finding | null {
  const expected = Math.min(batchSize, size - first)
  for (let at = 0; at < expected; at += 1) {
    const index = first + at
    const row = rows[at]
    const keptHash = kept[at]
    if (!row || row.leafIndex !== index) return found('removed', `leaf ${index}`, 'the log has no entry here', index)
    if (!keptHash) return found('added', eventName(row), 'the leaf file does not have it', index)
    const hash = leafHash(utf8(row.entry))
    if (!keptHash.equals(hash)) {
      const elsewhere = kept.findIndex((one) => one.equals(hash))
      if (elsewhere >= 0) return found('reordered', eventName(row), `it was leaf ${first + elsewhere}`, index)
      return found('changed', eventName(row), 'its entry is not the one that was logged', index)
    }
    if (!row.leafHash!.equals(hash))
      return found('changed', `leaf ${index}`, 'its hash is not that of its entry', index)
    if (!columnsAgree(row)) return found('changed', eventName(row), 'its columns do not say what its entry says', index)
  }
  return null
}

interface ParsedEntry {
  readonly id: string
  readonly kind: EventKind
  readonly subject: string
  readonly at: string
  readonly commitments: Readonly<Record<string, string>>
}

function columnsAgree(row: JournalRow): boolean {
  const entry = JSON.parse(row.entry) as ParsedEntry
  return (
    entry.id === row.eventId &&
    entry.kind === row.kind &&
    entry.subject === row.subject &&
    entry.at === row.recordedAt.toString()
  )
}

/** Grows the tree by the rows; every root stated for a size among them must be the tree's root at that size. */
async function rootsAreAsStated(
  reader: Platform['database'],
  tree: Frontier,
  rows: readonly JournalRow[],
): Promise<Finding | null> {
  const heads = await headsBetween(reader, tree.size, tree.size + rows.length)
  const rootAt = new Map(heads.map((head) => [head.size, head.root]))
  for (const row of rows) {
    tree.append(row.leafHash!)
    const stated = rootAt.get(tree.size)
    if (stated && !stated.equals(tree.root())) {
      return found('changed', `log head of size ${tree.size}`, 'its root is not that of the tree', row.leafIndex)
    }
  }
  return null
}

/** Every commitment of every entry recomputed from the record that stands behind it. */
async function contentsAreAsCommitted(
  platform: Platform,
  sources: readonly RecordSource[],
  rows: readonly JournalRow[],
  count: { commitments: number; erased: number },
): Promise<Finding | null> {
  const eventIds = rows.map((row) => row.eventId)
  const salts = await saltsOf(platform.database, eventIds)
  const contents = new Map<RecordSource, Awaited<ReturnType<RecordSource['contents']>>>()
  for (const source of sources) contents.set(source, await source.contents(platform, platform.database, eventIds))
  for (const row of rows) {
    const entry = JSON.parse(row.entry) as ParsedEntry
    for (const [name, commitment] of Object.entries(entry.commitments)) {
      const source = sources.find((one) => one.commitment === name && (one.kinds?.includes(entry.kind) ?? true))
      if (!source) throw new Error(`no part says where the ${name} of ${entry.kind} stands`)
      const content = contents.get(source)?.get(row.eventId)
      const salt = salts.get(`${row.eventId} ${name}`)
      const record = content?.description ?? `${source.table} row of ${eventName(row)}`
      if (!content) return found('removed', record, 'the log says that it was there', row.leafIndex)
      if (content.content === erased) {
        count.erased += 1
        continue
      }
      if (!salt)
        return found('removed', `salt of ${record}`, 'without it the commitment can not be checked', row.leafIndex)
      if (commitmentTo(salt, content.content) !== commitment) {
        return found('changed', record, 'it is not what the log committed to', row.leafIndex)
      }
      count.commitments += 1
    }
  }
  return null
}
