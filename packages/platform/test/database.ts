import { createHash, randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, expect } from 'vitest'
import type { Database, Reader } from '../src/commit/platform.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { type Migration, migrate, readMigrations } from '../src/postgres/migrate.ts'
import {
  type CitusCluster,
  copyCitusDatabase,
  createCitusDatabase,
  dropCitusDatabase,
  makeCitusTemplate,
  onServer,
  testCluster,
  withName,
} from './citus-cluster.ts'
import { testServer } from './database-server.ts'

export interface FreshDatabase {
  readonly url: string
  /** Closed after the file's tests. */
  readonly database: Database
}

/** A template's name is this and the hash of the migrations; a file's database is `test_<day>_<dice>_<file>`. */
const templatePrefix = 'template_tongzhou_'
/** Days for which the databases of failed files are kept. */
const daysKept = 2
/** Any number: files that need the template at the same time take turns. */
const templateLock = 7_403_100_000_002n
const maxConnections = 10
/** PostgreSQL cuts longer names (NAMEDATALEN) silently. */
const longestName = 63

/**
 * A database with all migrations, of this test file alone: `const { database } = await freshDatabase()` at the top of the
 * file or in `beforeAll`. Dropped when the file passed; when it failed it is kept, and its address printed. With `CITUS_URL_FOR_TESTS`
 * it is one of that cluster, and distributed.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const cluster = await testCluster()
  return freshOn(cluster ? citusPlace(cluster) : onePostgres((await testServer()).url))
}

/** A database of one PostgreSQL, also where the other tests run on Citus. */
export async function freshSingleDatabase(): Promise<FreshDatabase> {
  return freshOn(onePostgres((await testServer()).url))
}

/** Where databases are made. */
interface Place {
  readonly url: string
  create(name: string): Promise<unknown>
  migrated(database: Database, migrations: readonly Migration[]): Promise<unknown>
  makeTemplate(unfinished: string, template: string): Promise<unknown>
  copy(name: string, template: string): Promise<unknown>
  drop(name: string): Promise<unknown>
}

function onePostgres(url: string): Place {
  const run = (statement: string) => onServer(url, (client) => client.query(statement))
  return {
    url,
    create: (name) => run(`create database ${name}`),
    migrated: (database, migrations) => migrate(database, migrations),
    makeTemplate: (unfinished, template) => run(`alter database ${unfinished} rename to ${template}`),
    copy: (name, template) => run(`create database ${name} template ${template}`),
    drop: (name) => run(`drop database if exists ${name} with (force)`),
  }
}

function citusPlace(cluster: CitusCluster): Place {
  return {
    url: cluster.coordinator,
    create: (name) => createCitusDatabase(cluster, name),
    migrated: (database, migrations) => migrate(database, migrations, { distributed: 'citus' }),
    makeTemplate: (unfinished, template) => makeCitusTemplate(cluster, unfinished, template),
    copy: (name, template) => copyCitusDatabase(cluster, name, template),
    drop: (name) => dropCitusDatabase(cluster, name),
  }
}

async function freshOn(place: Place): Promise<FreshDatabase> {
  const migrations = await readMigrations()
  const name = nameOf(expect.getState().testPath ?? 'unknown')
  await onServer(place.url, async (client) => {
    await place.copy(name, await prepareTemplate(client, place, migrations))
  })
  const url = withName(place.url, name)
  const database = openDatabase(url, { maxConnections })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the first argument's pattern; the suite comes second
  afterAll(async ({}, suite) => {
    await database.destroy()
    if (failed(suite)) {
      process.stderr.write(`Kept the database of ${suite.name}: ${url}\n`)
    } else {
      await place.drop(name)
    }
  })
  return { url, database }
}

/** Until the transaction ends triggers and foreign keys do not fire: what somebody with the database in their hands can do. On Citus on the workers too. */
export async function turnTriggersOff(transaction: Reader): Promise<void> {
  await sql`set local citus.propagate_set_commands = 'local'`.execute(transaction)
  await sql`set local session_replication_role = replica`.execute(transaction)
}

interface TaskLike {
  readonly result?: { readonly state?: string } | undefined
  readonly tasks?: readonly TaskLike[]
}

function failed(task: TaskLike): boolean {
  return task.result?.state === 'fail' || (task.tasks ?? []).some(failed)
}

/** Makes the template of these migrations once, and removes templates and databases of earlier times. */
async function prepareTemplate(client: pg.Client, place: Place, migrations: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256')
  for (const migration of migrations) hash.update(`${migration.name} ${migration.sha256}\n`)
  const template = `${templatePrefix}${hash.digest('hex').slice(0, 16)}`
  await client.query('select pg_advisory_lock($1)', [templateLock])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount === 0) {
      await removeOld(client, place)
      await makeTemplate(place, template, migrations)
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock])
  }
  return template
}

/** Renamed at the end, so that a killed run never leaves half a template under the right name. */
async function makeTemplate(place: Place, template: string, migrations: readonly Migration[]) {
  const unfinished = `unfinished_${template}`
  await place.drop(unfinished)
  await place.create(unfinished)
  const database = openDatabase(withName(place.url, unfinished), { maxConnections: 1 })
  try {
    await place.migrated(database, migrations)
  } finally {
    await database.destroy()
  }
  await place.makeTemplate(unfinished, template)
}

async function removeOld(client: pg.Client, place: Place): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database
     where datname like 'test\\_%' and split_part(datname, '_', 2) < to_char(current_date - $1::int, 'YYYYMMDD')`,
    [daysKept],
  )
  for (const { name } of rows) await place.drop(name)
}

function nameOf(testPath: string): string {
  const day = Temporal.Now.plainDateISO('UTC').toString().replaceAll('-', '')
  const file = basename(testPath)
    .replace(/(\.db)?\.test\.ts$/, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
  return `test_${day}_${randomBytes(4).toString('hex')}_${file}`.slice(0, longestName)
}
