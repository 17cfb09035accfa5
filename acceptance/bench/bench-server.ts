import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { systemClock, systemDice } from '../../packages/platform/src/cli/open-platform.ts'
import type { Database, Platform } from '../../packages/platform/src/commit/platform.ts'
import { buildApp, type Routes } from '../../packages/platform/src/http/app.ts'
import { createVault, sessionResolver } from '../../packages/platform/src/identity/index.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import type { LoadResult, LoadTask } from './load-thread.ts'
import { Thread } from './thread.ts'

/** A platform on an embedded PostgreSQL in a folder of its own, for a bench. */
export interface BenchPlatform {
  readonly platform: Platform
  readonly database: Database
  readonly folder: string
  /** Serves these routes with all that the platform does around a route; limits of requests aside. */
  serve(routes: readonly Routes[]): Promise<{ readonly origin: string; close(): Promise<void> }>
  postgresVersion(): Promise<string>
  close(): Promise<void>
}

/** `keptIn`: a folder whose database is found again, and left there. */
export async function openBenchPlatform({ keptIn }: { readonly keptIn?: string } = {}): Promise<BenchPlatform> {
  const folder = keptIn ?? (await mkdtemp(join(tmpdir(), 'tongzhou-bench-')))
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') })
  const database = openDatabase(server.url, { maxConnections: 10 })
  await migrate(database, await readMigrations())
  const vault = createVault({ masterKey: new Uint8Array(32).fill(7), random: systemDice.bytes })
  const logger = pino({ level: 'silent' })
  const platform: Platform = { database, clock: systemClock, dice: systemDice, vault, logger }
  return {
    platform,
    database,
    folder,
    async serve(routes) {
      const app = await buildApp(platform, {
        settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 1_000_000_000 },
        version: 'bench',
        resolveSession: sessionResolver(platform),
        routes: [...routes],
        checks: [],
        measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
      })
      const origin = await app.listen({ host: '127.0.0.1', port: 0 })
      return { origin, close: () => app.close() }
    },
    async postgresVersion() {
      const { rows } = await sql<{ server_version: string }>`show server_version`.execute(database)
      return rows[0]!.server_version
    },
    async close() {
      await database.destroy()
      await server.stop()
      if (keptIn === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Sessions of people 1 to `count`; their tokens in that order. */
export async function signInAll(database: Database, count: number): Promise<readonly string[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString('base64url'))
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'))
  await sql`
    insert into sessions (token_hash, person_id, method, began_at, expires_at)
    select decode(hash, 'hex'), id, 'code', now(), now() + interval '1 hour'
    from unnest(${hashes}::text[]) with ordinality as made (hash, id)`.execute(database)
  return tokens
}

/** A bound: rows of a size into a table of its own, one transaction each, from as many connections; transactions per second. */
export async function bareInserts(database: Database, bytes: number): Promise<number> {
  await sql`create table if not exists bare (id bigint generated always as identity primary key, body text not null)`.execute(
    database,
  )
  const rows = 2_000
  const body = 'x'.repeat(bytes)
  let next = 0
  const began = performance.now()
  const worker = async () => {
    while (next++ < rows) {
      await database
        .transaction()
        .execute((transaction) => sql`insert into bare (body) values (${body})`.execute(transaction))
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  return (rows * 1_000) / (performance.now() - began)
}

/** The thread that sends requests. */
export function openLoad(): Thread<LoadTask, LoadResult> {
  return new Thread<LoadTask, LoadResult>(new URL('./load-thread.ts', import.meta.url), null)
}

export function quantile({ milliseconds }: LoadResult, percent: number): number {
  const sorted = [...milliseconds].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!
}

export const perSecond = ({ milliseconds, seconds }: LoadResult) => milliseconds.length / seconds
