import { sql } from 'kysely'
import type { Database, Reader } from '../src/commit/platform.ts'

/**
 * Returns when a session of the process `application` waits for a lock that the transaction `holder` has. Any wait would not do: what the
 * process does at the same time waits for itself now and then, far from where the test wants it. The test's own limit of time ends it.
 */
export async function untilItWaitsFor(database: Database, holder: Reader, application: string): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(holder)
  const waits = sql`select 1 from pg_stat_activity
    where application_name = ${application} and datname = current_database() and ${rows[0]!.pid} = any(pg_blocking_pids(pid))`
  while ((await waits.execute(database)).rows.length === 0) await sql`select pg_sleep(0.01)`.execute(database)
}

/** Returns when the database has let the sessions of the process `application`, which is dead, and their transactions die. */
export async function untilItIsGone(database: Database, application: string): Promise<void> {
  const sessions = sql`select 1 from pg_stat_activity
    where application_name = ${application} and datname = current_database()`
  while ((await sessions.execute(database)).rows.length > 0) await sql`select pg_sleep(0.01)`.execute(database)
}
