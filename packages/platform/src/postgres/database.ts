import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from '../commit/platform.ts'
import { TongzhouClient } from './client.ts'
import { endLostConnections } from './lost-connections.ts'
import { typeParsers } from './type-parsers.ts'

export interface DatabaseOptions {
  /** Connections held at most; a request beyond it waits. */
  readonly maxConnections: number
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string
}

/** Without it a request waits for ever for a database that does not answer. */
const longestConnectMilliseconds = 10_000

/** Opens a pool of connections that read and write `bigint`, `Temporal.PlainDate` and `Temporal.Instant`. */
export function openPool(url: string, options: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    application_name: options.applicationName ?? 'tongzhou',
    connectionTimeoutMillis: longestConnectMilliseconds,
    // A peer whose machine is gone is noticed in seconds, not in hours.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: typeParsers,
    Client: TongzhouClient,
    // A cast of an instant to a day in SQL must name its time zone; it must not follow the server's.
    options: '-c timezone=UTC -c datestyle=ISO',
  })
  // An idle connection that breaks is removed by the pool, and the next query opens another; without a listener Node
  // would end the process.
  pool.on('error', () => {})
  const clients = new Set<TongzhouClient>()
  pool.on('connect', (client) => clients.add(client as unknown as TongzhouClient))
  pool.on('remove', (client) => clients.delete(client as unknown as TongzhouClient))
  const stopLooking = endLostConnections(url, clients)
  const end = pool.end.bind(pool) as () => Promise<void>
  pool.end = (async () => {
    stopLooking()
    await end()
  }) as pg.Pool['end']
  return pool
}

/** Kysely on a pool; `destroy` ends the pool. */
export function databaseOn(pool: pg.Pool): Database {
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
}

/** Opens a database: `databaseOn(openPool(...))`. Nothing is connected before the first query. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  return databaseOn(openPool(url, options))
}
