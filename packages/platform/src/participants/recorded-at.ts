import { sql } from 'kysely'
import type { Unit } from '../commit/commit.ts'
import type { Reader, Write } from '../commit/platform.ts'

/** Who writes a change of a membership holds this shared until the transaction ends; the roll of a day holds it alone. */
function rollLock(planCode: string): Write {
  return sql`hashtextextended(${`membership-roll:${planCode}`}, 0)`
}

/**
 * The moment at which a change of a membership counts as recorded: now, but never before the end of the last roll, whose commitment stands.
 * Rolls of the plan wait until the transaction ends. So a transaction that was held up over midnight, and a process whose clock is behind,
 * come into the next roll.
 */
export async function recordedAt(
  { now, reader }: Pick<Unit, 'now' | 'reader'>,
  planCode: string,
): Promise<Temporal.Instant> {
  await sql`select pg_advisory_xact_lock_shared(${rollLock(planCode)})`.execute(reader)
  const ended = await endOfLastRoll(reader, planCode)
  return ended !== null && Temporal.Instant.compare(now, ended) < 0 ? ended : now
}

/** Waits for those who write changes of the plan's memberships; who comes after sees the roll that this transaction records. */
export async function holdChanges(reader: Reader, planCode: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${rollLock(planCode)})`.execute(reader)
}

export async function endOfLastRoll(reader: Reader, planCode: string): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ ended_at: Temporal.Instant }>`
    select ended_at from membership_rolls where plan_code = ${planCode} order by day desc limit 1`.execute(reader)
  return rows[0]?.ended_at ?? null
}
