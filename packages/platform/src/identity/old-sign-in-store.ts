import { sql } from 'kysely'
import { deleteInBatches } from '../commit/delete-in-batches.ts'
import type { OldRecords } from '../commit/old-records.ts'
import type { Reader } from '../commit/platform.ts'

/** Logs of a network are kept for six months at least (Cybersecurity Law, article 21). */
const daysKept = 184

const oldSessions = (now: Temporal.Instant) =>
  sql`least(expires_at, ended_at) < ${now.subtract({ hours: 24 * daysKept })}`

/**
 * Sessions that ended or expired half a year ago. Nobody can use them any more, and the audit trail has the sign-ins of offices. They belong to
 * no plan.
 */
export const oldSignIns: OldRecords = {
  what: 'sign-ins',
  async count(reader, { now, planCode }) {
    if (planCode !== null) return { count: 0, bytes: 0n }
    const { rows } = await sql<{ count: number; bytes: bigint }>`
      select count(*)::int as count, coalesce(sum(pg_column_size(s.*)), 0)::bigint as bytes
      from sessions s where ${oldSessions(now)}`.execute(reader)
    return rows[0]!
  },
  async erase(platform, actor, { now, planCode }, told) {
    if (planCode !== null) return 0
    const find = async (reader: Reader, limit: number) => {
      const { rows } = await sql<{ token_hash: Buffer }>`
        select token_hash from sessions where ${oldSessions(now)} limit ${limit}`.execute(reader)
      return rows.map(({ token_hash }) => token_hash)
    }
    const remove = (hashes: readonly Buffer[]) =>
      sql`delete from sessions where token_hash = any(${[...hashes]}::bytea[])`
    return deleteInBatches(platform, { kind: 'delete-old-sign-ins', actor, find, remove }, told)
  },
}
