import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** The journal's events that are not leaves yet, in the order in which they were recorded. */
export async function waitingEvents(reader: Reader, most: number) {
  const { rows } = await sql<{ event_no: bigint; entry: string }>`
    select event_no, entry from journal_outbox join journal_events using (event_no)
    order by event_no limit ${most}`.execute(reader)
  return rows
}

export interface LogHead {
  readonly size: number
  readonly root: Uint8Array
  /** Roots of the full subtrees of the tree, largest first: all that appending needs. */
  readonly frontier: readonly Uint8Array[]
}

export async function newestHead(reader: Reader): Promise<LogHead | null> {
  const { rows } = await sql<{ size: bigint; root: Buffer; frontier: Buffer[] }>`
    select size, root, frontier from log_heads order by size desc limit 1`.execute(reader)
  const row = rows[0]
  return row ? { size: Number(row.size), root: row.root, frontier: row.frontier } : null
}

export function insertLeaves(
  firstIndex: number,
  eventNumbers: readonly bigint[],
  hashes: readonly Uint8Array[],
): Write {
  return sql`
    insert into log_leaves (leaf_index, event_no, leaf_hash)
    select ${firstIndex}::bigint + position - 1, event_no, leaf_hash
    from unnest(${[...eventNumbers]}::bigint[], ${[...hashes]}::bytea[]) with ordinality
      as leaf (event_no, leaf_hash, position)`
}

export function removeFromOutbox(eventNumbers: readonly bigint[]): Write {
  return sql`delete from journal_outbox where event_no = any(${[...eventNumbers]}::bigint[])`
}

export function insertHead(head: LogHead, now: Temporal.Instant): Write {
  return sql`
    insert into log_heads (size, root, frontier, recorded_at)
    values (${head.size}, ${head.root}, ${[...head.frontier]}::bytea[], ${now})`
}

/** Waits for its turn: one sequencer at a time, whatever number of processes runs one. Held until the transaction ends. */
export function takeSequencerLock(): Write {
  return sql`select pg_advisory_xact_lock(7403100000003)`
}

export interface JournalRow {
  readonly leafIndex: number | null
  readonly leafHash: Buffer | null
  readonly eventId: string
  readonly kind: string
  readonly subject: string
  readonly recordedAt: Temporal.Instant
  readonly entry: string
}

/** Leaves with their events from `firstIndex` on. A leaf without event, or a gap, is simply not there. */
export async function leavesFrom(reader: Reader, firstIndex: number, most: number): Promise<readonly JournalRow[]> {
  const { rows } = await sql<{
    leaf_index: bigint
    leaf_hash: Buffer
    event_id: string
    kind: string
    subject: string
    recorded_at: Temporal.Instant
    entry: string
  }>`
    select leaf_index, leaf_hash, event_id, kind, subject, recorded_at, entry
    from log_leaves join journal_events using (event_no)
    where leaf_index >= ${firstIndex} order by leaf_index limit ${most}`.execute(reader)
  return rows.map((row) => ({
    leafIndex: Number(row.leaf_index),
    leafHash: row.leaf_hash,
    eventId: row.event_id,
    kind: row.kind,
    subject: row.subject,
    recordedAt: row.recorded_at,
    entry: row.entry,
  }))
}

/** The entries of leaves from `firstIndex` on, for whoever hashes them anew. */
export async function entriesFrom(reader: Reader, firstIndex: number, most: number) {
  const { rows } = await sql<{ leaf_index: bigint; entry: string }>`
    select leaf_index, entry from log_leaves join journal_events using (event_no)
    where leaf_index >= ${firstIndex} order by leaf_index limit ${most}`.execute(reader)
  return rows.map((row) => ({ leafIndex: Number(row.leaf_index), entry: row.entry }))
}

export async function leafHashesFrom(reader: Reader, firstIndex: number, most: number) {
  const { rows } = await sql<{ leaf_index: bigint; leaf_hash: Buffer }>`
    select leaf_index, leaf_hash from log_leaves
    where leaf_index >= ${firstIndex} order by leaf_index limit ${most}`.execute(reader)
  return rows.map((row) => ({ leafIndex: Number(row.leaf_index), leafHash: row.leaf_hash }))
}

/** The first event that is neither a leaf nor waiting to become one: somebody put it there, or removed its leaf. */
export async function eventOutsideLog(reader: Reader): Promise<{ readonly id: string; readonly kind: string } | null> {
  const { rows } = await sql<{ event_id: string; kind: string }>`
    select event_id, kind from journal_events e
    where not exists (select 1 from log_leaves l where l.event_no = e.event_no)
      and not exists (select 1 from journal_outbox o where o.event_no = e.event_no)
    order by event_no limit 1`.execute(reader)
  return rows[0] ? { id: rows[0].event_id, kind: rows[0].kind } : null
}

export async function saltsOf(reader: Reader, eventIds: readonly string[]) {
  const { rows } = await sql<{ event_id: string; name: string; salt: Buffer }>`
    select event_id, name, salt from journal_salts where event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
  return new Map(rows.map((row) => [`${row.event_id} ${row.name}`, row.salt]))
}

export async function headsBetween(reader: Reader, after: number, upTo: number) {
  const { rows } = await sql<{ size: bigint; root: Buffer }>`
    select size, root from log_heads where size > ${after} and size <= ${upTo} order by size`.execute(reader)
  return rows.map((row) => ({ size: Number(row.size), root: row.root }))
}

export async function journalCounts(reader: Reader) {
  const { rows } = await sql<{ waiting: bigint; head: bigint }>`
    select (select count(*) from journal_outbox) as waiting,
      (select coalesce(max(size), 0) from log_heads) as head`.execute(reader)
  const { waiting, head } = rows[0]!
  return { waiting: Number(waiting), head: Number(head) }
}
