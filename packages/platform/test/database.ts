import { createHash, randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import pg from 'pg'
import { afterAll, expect } from 'vitest'
import type { Database } from '../src/commit/platform.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { type Migration, migrate, readMigrations } from '../src/postgres/migrate.ts'
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
 * file or in `beforeAll`. Dropped when the file passed; when it failed it is kept, and its address printed.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await testServer()
  const migrations = await readMigrations()
  const name = await onServer(server.url, async (client) => {
    const template = await prepareTemplate(client, server.url, migrations)
    const made = nameOf(expect.getState().testPath ?? 'unknown')
    await client.query(`create database ${made} template ${template}`)
    return made
  })
  const url = withName(server.url, name)
  const database = openDatabase(url, { maxConnections })
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the first argument's pattern; the suite comes second
  afterAll(async ({}, suite) => {
    await database.destroy()
    if (failed(suite)) {
      process.stderr.write(`Kept the database of ${suite.name}: ${url}\n`)
    } else {
      await onServer(server.url, (client) => client.query(`drop database ${name} with (force)`))
    }
  })
  return { url, database }
}

interface TaskLike {
  readonly result?: { readonly state?: string } | undefined
  readonly tasks?: readonly TaskLike[]
}

function failed(task: TaskLike): boolean {
  return task.result?.state === 'fail' || (task.tasks ?? []).some(failed)
}

async function onServer<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the template of these migrations once, and removes templates and databases of earlier times. */
async function prepareTemplate(client: pg.Client, url: string, migrations: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256')
  for (const migration of migrations) hash.update(`${migration.name} ${migration.sha256}\n`)
  const template = `${templatePrefix}${hash.digest('hex').slice(0, 16)}`
  await client.query('select pg_advisory_lock($1)', [templateLock])
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (rowCount === 0) {
      await removeOld(client)
      await makeTemplate(client, url, template, migrations)
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock])
  }
  return template
}

/** Renamed at the end, so that a killed run never leaves half a template under the right name. */
async function makeTemplate(client: pg.Client, url: string, template: string, migrations: readonly Migration[]) {
  const unfinished = `unfinished_${template}`
  await client.query(`drop database if exists ${unfinished} with (force)`)
  await client.query(`create database ${unfinished}`)
  const database = openDatabase(withName(url, unfinished), { maxConnections: 1 })
  try {
    await migrate(database, migrations)
  } finally {
    await database.destroy()
  }
  await client.query(`alter database ${unfinished} rename to ${template}`)
}

async function removeOld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database
     where datname like 'test\\_%' and split_part(datname, '_', 2) < to_char(current_date - $1::int, 'YYYYMMDD')`,
    [daysKept],
  )
  for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`)
}

function nameOf(testPath: string): string {
  const day = Temporal.Now.plainDateISO('UTC').toString().replaceAll('-', '')
  const file = basename(testPath)
    .replace(/(\.db)?\.test\.ts$/, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
  return `test_${day}_${randomBytes(4).toString('hex')}_${file}`.slice(0, longestName)
}

function withName(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
