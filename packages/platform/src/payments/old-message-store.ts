import { sql } from 'kysely'
import { deleteInBatches } from '../commit/delete-in-batches.ts'
import type { OldRecords } from '../commit/old-records.ts'
import type { Reader } from '../commit/platform.ts'

const old = (before: Temporal.Instant) => sql`
  m.written_at < ${before} and (m.sent_at is not null or m.given_up_at is not null
    or m.message_id <= coalesce((select s.read_up_to from message_settings s where s.person_id = m.person_id), 0))`

/** Messages that were sent, read or given up. One that nobody was told yet stays. They belong to no plan. */
export const oldMessages: OldRecords = {
  what: 'messages',
  async count(reader, { before, planCode }) {
    if (before === null || planCode !== null) return { count: 0, bytes: 0n }
    const { rows } = await sql<{ count: number; bytes: bigint }>`
      select count(*)::int as count, coalesce(sum(pg_column_size(m.*)), 0)::bigint as bytes
      from messages m where ${old(before)}`.execute(reader)
    return rows[0]!
  },
  async erase(platform, actor, { before, planCode }, told) {
    if (before === null || planCode !== null) return 0
    const find = async (reader: Reader, limit: number) => {
      const { rows } = await sql<{ message_id: bigint }>`
        select m.message_id from messages m where ${old(before)} order by m.message_id limit ${limit}`.execute(reader)
      return rows.map(({ message_id }) => message_id)
    }
    const remove = (ids: readonly bigint[]) => sql`delete from messages where message_id = any(${[...ids]}::bigint[])`
    return deleteInBatches(platform, { kind: 'delete-old-messages', actor, find, remove }, told)
  },
}
