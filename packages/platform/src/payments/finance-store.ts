import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** How the collection of one period stands; money in fen. */
export interface CollectionFigures {
  readonly planCode: string
  readonly periodCode: string
  readonly sharingDay: Temporal.PlainDate
  readonly shareFen: bigint
  readonly attempts: number
  readonly collected: bigint
  readonly writtenOff: bigint
  /** Debits that were asked for and not answered. */
  readonly openDebits: bigint
  readonly closedOn: Temporal.PlainDate | null
}

/** The collections of a plan, newest first. */
export async function collectionFigures(
  reader: Reader,
  planCode: string,
  limit: number,
): Promise<readonly CollectionFigures[]> {
  const { rows } = await sql<{
    plan_code: string
    period_code: string
    sharing_day: Temporal.PlainDate
    share_fen: bigint
    attempt_no: number
    collected: bigint
    written_off: bigint
    open_debits: bigint
    closed_on: Temporal.PlainDate | null
  }>`
    select c.plan_code, c.period_code, c.sharing_day, c.share_fen, c.attempt_no, c.closed_on,
      (select count(*) from charge_payments p where p.period_id = c.period_id) as collected,
      (select count(*) from charge_write_offs w where w.period_id = c.period_id) as written_off,
      (select coalesce(sum(cardinality(b.open_participant_ids)), 0)::bigint from collection_batches b
        where b.period_id = c.period_id and b.resolved_at is null) as open_debits
    from collections c where c.plan_code = ${planCode} order by c.sharing_day desc limit ${limit}`.execute(reader)
  return rows.map((row) => ({
    planCode: row.plan_code,
    periodCode: row.period_code,
    sharingDay: row.sharing_day,
    shareFen: row.share_fen,
    attempts: row.attempt_no,
    collected: row.collected,
    writtenOff: row.written_off,
    openDebits: row.open_debits,
    closedOn: row.closed_on,
  }))
}
