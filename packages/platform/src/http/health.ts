import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Clock, Reader } from '../commit/platform.ts'
import { type Migration, pendingMigrations } from '../postgres/migrate.ts'

/** One thing that must work before requests may come. `check` says what is wrong, or null. */
export interface ReadinessCheck {
  readonly name: string
  readonly check: () => Promise<string | null>
}

export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, string>>
}

/** A load balancer asks every few seconds; a check that hangs must not pile up. */
const longestCheckMilliseconds = 2_000

/** Asks all checks at once. A check that throws or hangs counts as failed; its reason goes to the log, not to the caller. */
export async function readiness(
  checks: readonly ReadinessCheck[],
  onFault: (name: string, fault: unknown) => void,
): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async ({ name, check }) => {
      try {
        return [name, (await withinTime(check())) ?? 'ok'] as const
      } catch (fault) {
        onFault(name, fault)
        return [name, 'failed'] as const
      }
    }),
  )
  return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) }
}

async function withinTime(checked: Promise<string | null>): Promise<string | null> {
  const timer = new AbortController()
  const tooLate = pause(longestCheckMilliseconds, 'took too long', { signal: timer.signal })
  try {
    return await Promise.race([checked, tooLate])
  } finally {
    timer.abort()
    await tooLate.catch(() => {})
  }
}

export function databaseCheck(reader: Reader): ReadinessCheck {
  const check = async () => {
    await sql`select 1`.execute(reader)
    return null
  }
  return { name: 'database', check }
}

export function migrationsCheck(reader: Reader, migrations: readonly Migration[]): ReadinessCheck {
  const check = async () => {
    const pending = await pendingMigrations(reader, migrations)
    return pending.length === 0 ? null : `${pending.length} migrations are not applied`
  }
  return { name: 'migrations', check }
}

/** Something that must have run lately, such as the sequencer: `lastRun` is null before its first run. */
export function ranLatelyCheck(
  name: string,
  clock: Clock,
  lastRun: () => Temporal.Instant | null,
  longestSeconds: number,
): ReadinessCheck {
  const check = async () => {
    const last = lastRun()
    if (last === null) return 'has not run yet'
    const seconds = clock.now().since(last).total('seconds')
    return seconds <= longestSeconds ? null : `last ran ${Math.floor(seconds)} s ago`
  }
  return { name, check }
}
