import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { StatementLine } from './gateway.ts'

export function insertStatementLines(
  downloadId: string,
  firstLineNo: number,
  lines: readonly StatementLine[],
  now: Temporal.Instant,
): Write {
  return sql`
    insert into statement_lines (download_id, line_no, kind, movement_key, amount_fen, kept_at)
    select ${downloadId}::uuid, ${firstLineNo}::bigint + position - 1, kind, movement_key, amount_fen, ${now}::timestamptz
    from unnest(${lines.map((line) => line.kind)}::text[], ${lines.map((line) => line.key)}::text[],
      ${lines.map((line) => line.amountFen)}::bigint[]) with ordinality as line (kind, movement_key, amount_fen, position)`
}

/** Forgets the lines of this download, and those that a killed run left behind more than a day ago. */
export function deleteStatementLines(downloadId: string, now: Temporal.Instant): Write {
  return sql`
    delete from statement_lines
    where download_id = ${downloadId}::uuid or kept_at < ${now.subtract({ hours: 24 })}`
}

export async function isCompared(reader: Reader, day: Temporal.PlainDate): Promise<boolean> {
  const { rows } = await sql`select 1 from statements_compared where day = ${day}`.execute(reader)
  return rows.length > 0
}

/**
 * The differences between our records of a day and a downloaded statement, as a relation: `missing` (ours, not theirs),
 * `doubled` (theirs more than once), `wrong-amount`, `unknown` (theirs, not ours). One movement can have two.
 */
function differences(day: Temporal.PlainDate, downloadId: string): Write {
  return sql`
    with ours as (
      select 'debit' as movement_kind, 'd.' || p.period_id || '.' || p.participant_id || '.' || p.attempt_no as movement_key,
        c.share_fen as amount_fen
      from charge_payments p join collections c using (period_id)
      where p.method = 'debit' and p.settled_on = ${day}::date
      union all
      select 'transfer', 't.' || case_reference || '.' || part_no || '.' || attempts, amount_fen
      from payout_transfers where state = 'paid' and settled_on = ${day}::date),
    theirs as (
      select kind as movement_kind, movement_key, count(*) as lines, min(amount_fen) as least, max(amount_fen) as most,
        sum(amount_fen)::bigint as total
      from statement_lines where download_id = ${downloadId}::uuid group by kind, movement_key),
    matched as (
      select movement_kind, movement_key, o.amount_fen as ours_fen, t.total as theirs_fen, t.lines, t.least, t.most
      from ours o full join theirs t using (movement_kind, movement_key))
    select movement_kind, movement_key, ours_fen, theirs_fen, difference
    from matched cross join lateral (values
      ('missing', theirs_fen is null),
      ('unknown', ours_fen is null),
      ('doubled', lines > 1),
      ('wrong-amount', least <> ours_fen or most <> ours_fen)) as found (difference, is_so)
    where is_so`
}

/** Keeps that a day was compared, and what differs; the comparison's own row comes first, for the foreign key. */
export function insertComparison(
  day: Temporal.PlainDate,
  downloadId: string,
  lineCount: number,
  differenceCount: number,
  now: Temporal.Instant,
): readonly Write[] {
  const compared = sql`
      insert into statements_compared (day, line_count, difference_count, compared_at)
      values (${day}, ${lineCount}, ${differenceCount}, ${now})`
  if (differenceCount === 0) return [compared]
  return [
    compared,
    sql`
      insert into statement_differences (day, kind, movement_kind, movement_key, ours_fen, theirs_fen)
      select ${day}::date, difference, movement_kind, movement_key, ours_fen, theirs_fen
      from (${differences(day, downloadId)}) found`,
  ]
}

export async function countDifferences(reader: Reader, day: Temporal.PlainDate, downloadId: string): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from (${differences(day, downloadId)}) found`.execute(reader)
  return Number(rows[0]!.count)
}

export interface StatementDifference {
  readonly day: Temporal.PlainDate
  readonly kind: 'missing' | 'doubled' | 'wrong-amount' | 'unknown'
  readonly movementKind: StatementLine['kind']
  readonly movementKey: string
  readonly oursFen: bigint | null
  readonly theirsFen: bigint | null
  readonly resolution: string | null
}

/** Differences that nobody has resolved, oldest first, after the given place in the list. */
export async function openDifferences(
  reader: Reader,
  limit: number,
  after: Pick<StatementDifference, 'day' | 'kind' | 'movementKey'> | null = null,
): Promise<readonly StatementDifference[]> {
  const { rows } = await sql<{
    day: Temporal.PlainDate
    kind: StatementDifference['kind']
    movement_kind: StatementLine['kind']
    movement_key: string
    ours_fen: bigint | null
    theirs_fen: bigint | null
    resolution: string | null
  }>`
    select day, kind, movement_kind, movement_key, ours_fen, theirs_fen, resolution from statement_differences
    where resolved_at is null
      and ${after === null ? sql`true` : sql`(day, movement_key, kind) > (${after.day}, ${after.movementKey}, ${after.kind})`}
    order by day, movement_key, kind limit ${limit}`.execute(reader)
  return rows.map((row) => ({
    day: row.day,
    kind: row.kind,
    movementKind: row.movement_kind,
    movementKey: row.movement_key,
    oursFen: row.ours_fen,
    theirsFen: row.theirs_fen,
    resolution: row.resolution,
  }))
}

/** Changes no row where there is no such difference or it is resolved. */
export function resolveDifferenceRow(
  difference: Pick<StatementDifference, 'day' | 'kind' | 'movementKey'>,
  resolution: string,
  resolvedBy: bigint | null,
  now: Temporal.Instant,
): Write {
  return sql`
    update statement_differences set resolution = ${resolution}, resolved_by = ${resolvedBy}, resolved_at = ${now}
    where day = ${difference.day} and kind = ${difference.kind} and movement_key = ${difference.movementKey}
      and resolved_at is null`
}
