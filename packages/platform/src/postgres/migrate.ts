import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Database, Reader } from '../commit/platform.ts'
import { allowTriggers, distribute, isDistributed } from './distribute.ts'
import { sqlStatements } from './sql-statements.ts'

/** One forward step of the schema: a plain SQL file. */
export interface Migration {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

export const migrationsFolder = join(import.meta.dirname, '../../migrations')

/** Any number, the same in every release: two starts at once take turns. */
const migrationLock = 7_403_100_000_001n

/** All migrations of a folder in the order of their names. */
export async function readMigrations(folder: string = migrationsFolder): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const wrong = names.find((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  if (wrong) throw new Error(`migrations/${wrong}: a migration is named NNNN-reason.sql`)
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * Applies the migrations that this database lacks, each in a transaction of its own, and returns their names. A file with
 * a lower number than the newest applied one is applied too: until 1.0 the parts grow side by side. With `distributed` the tables that grow
 * with the membership are then moved to the workers, those that are not there yet (`distribute.ts`).
 * Throws where an applied file was changed or is gone: the database would not be what the files say.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  { distributed = null }: { readonly distributed?: 'citus' | null } = {},
): Promise<readonly string[]> {
  return database.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${migrationLock})`.execute(connection)
    try {
      await sql`
        create table if not exists migrations (
          name text primary key,
          sha256 text not null,
          applied_at timestamptz not null default now()
        )`.execute(connection)
      const pending = await pendingMigrations(connection, migrations)
      if (await isDistributed(connection)) await allowTriggers(connection)
      for (const migration of pending) await apply(connection, migration)
      if (distributed === 'citus') await distribute(connection)
      return pending.map((migration) => migration.name)
    } finally {
      await sql`select pg_advisory_unlock(${migrationLock})`.execute(connection)
    }
  })
}

/** The migrations that this database lacks; needs the table `migrations`. Throws as `migrate` does. */
export async function pendingMigrations(
  reader: Reader,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const { rows } = await sql<{ name: string; sha256: string }>`select name, sha256 from migrations`.execute(reader)
  const files = new Map(migrations.map((migration) => [migration.name, migration.sha256]))
  for (const { name, sha256 } of rows) {
    const now = files.get(name)
    if (now === undefined) {
      throw new Error(`This database has migration ${name}, which this release lacks: start the release that made it.`)
    }
    if (now !== sha256) {
      throw new Error(
        `Migration ${name} was changed after it was applied to this database: restore the file and write a new ` +
          'migration; on trial data begin anew with "npm start -- --fresh".',
      )
    }
  }
  const applied = new Set(rows.map((row) => row.name))
  return migrations.filter((migration) => !applied.has(migration.name))
}

async function apply(connection: Database, migration: Migration): Promise<void> {
  try {
    await connection.transaction().execute(async (transaction) => {
      // One by one: Citus tells a worker the text that a change of a table came in, and takes only one statement.
      for (const statement of sqlStatements(migration.text)) await sql.raw(statement).execute(transaction)
      await sql`
        insert into migrations (name, sha256) values (${migration.name}, ${migration.sha256})`.execute(transaction)
    })
  } catch (cause) {
    throw new Error(`Migration ${migration.name} failed: ${(cause as Error).message}`, { cause })
  }
}
