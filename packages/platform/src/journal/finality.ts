import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/**
 * Entries below this size are final: countersigned by the quorum. Where the log has no consortium it is the operator's alone, and
 * an entry is as final as it gets once it is a leaf.
 */
function finalSizeSql(): Write {
  return sql`
    case when exists (select from log_consortia)
      then coalesce((select max(size) from log_finals), 0)
      else coalesce((select max(size) from log_heads), 0) end`
}

export async function finalSize(reader: Reader): Promise<number> {
  const { rows } = await sql<{ size: bigint }>`select ${finalSizeSql()} as size`.execute(reader)
  return Number(rows[0]!.size)
}

/** Whether every entry about a subject (`claim/<case reference>`) is final. True where there is none. */
export async function isFinal(reader: Reader, subject: string): Promise<boolean> {
  return (await notFinal(reader, [subject])).length === 0
}

/** Those of the subjects that have an entry which is not final yet. */
export async function notFinal(reader: Reader, subjects: readonly string[]): Promise<readonly string[]> {
  if (subjects.length === 0) return []
  const { rows } = await sql<{ subject: string }>`
    select distinct e.subject from journal_events e left join log_leaves l using (event_no)
    where e.subject = any(${[...subjects]}::text[])
      and (l.leaf_index is null or l.leaf_index >= (${finalSizeSql()})) order by 1`.execute(reader)
  return rows.map(({ subject }) => subject)
}

/**
 * Those of the subjects whose entries the quorum of a consortium has yet to countersign; none where the log has no consortium.
 * What rests on them waits.
 */
export async function waitingForQuorum(reader: Reader, subjects: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ has: boolean }>`select exists (select from log_consortia) as has`.execute(reader)
  return rows[0]!.has ? notFinal(reader, subjects) : []
}

/** How far an entry has come, and who has countersigned it. */
export interface EntryState {
  readonly eventId: string
  /** Null until the sequencer has made it a leaf. */
  readonly index: number | null
  readonly kind: string
  readonly at: Temporal.Instant
  readonly state: 'recorded' | 'logged' | 'final'
  readonly finalAt: Temporal.Instant | null
  readonly signedBy: readonly { readonly name: string; readonly at: Temporal.Instant }[]
}

/** The entries about a subject, in order. */
export async function entriesOf(reader: Reader, subject: string): Promise<readonly EntryState[]> {
  const { rows } = await sql<{
    event_id: string
    leaf_index: bigint | null
    kind: string
    recorded_at: Temporal.Instant
    is_final: boolean
    final_size: bigint | null
    final_at: Temporal.Instant | null
  }>`
    select e.event_id, l.leaf_index, e.kind, e.recorded_at, f.size as final_size, f.final_at,
      l.leaf_index is not null and l.leaf_index < (${finalSizeSql()}) as is_final
    from journal_events e
      left join log_leaves l using (event_no)
      left join lateral (select size, final_at from log_finals where size > l.leaf_index order by size limit 1) f on true
    where e.subject = ${subject} order by e.event_no`.execute(reader)
  const signers = await signersOf(
    reader,
    rows.flatMap(({ final_size }) => final_size ?? []),
  )
  return rows.map((row) => ({
    eventId: row.event_id,
    index: row.leaf_index === null ? null : Number(row.leaf_index),
    kind: row.kind,
    at: row.recorded_at,
    state: row.is_final ? 'final' : row.leaf_index === null ? 'recorded' : 'logged',
    finalAt: row.final_at,
    signedBy: row.final_size === null ? [] : (signers.get(row.final_size) ?? []),
  }))
}

async function signersOf(reader: Reader, sizes: readonly bigint[]) {
  const signers = new Map<bigint, { name: string; at: Temporal.Instant }[]>()
  if (sizes.length === 0) return signers
  const { rows } = await sql<{ size: bigint; key_name: string; at: Temporal.Instant }>`
    select size, key_name, min(cosigned_at) as at from log_cosignatures
    where size = any(${[...new Set(sizes)]}::bigint[]) group by size, key_name order by size, key_name`.execute(reader)
  for (const { at, key_name, size } of rows) {
    signers.set(size, [...(signers.get(size) ?? []), { name: key_name, at }])
  }
  return signers
}
