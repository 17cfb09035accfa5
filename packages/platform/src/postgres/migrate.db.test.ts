import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { openDatabase } from './database.ts'
import { type Migration, migrate, pendingMigrations, readMigrations } from './migrate.ts'

const { database, url } = await freshDatabase()
const second = openDatabase(url, { maxConnections: 1 })
afterAll(() => second.destroy())

const boats = migrationOf('0100-boats.sql', 'create table boats (name text); insert into boats values ($$one$$);')
const oars = migrationOf('0200-oars.sql', 'create table oars (boat text);')

function migrationOf(name: string, text: string): Migration {
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
}

beforeEach(async () => {
  await sql`drop table if exists migrations, boats, oars`.execute(database)
})

test('applies each file once, in order', async () => {
  expect(await migrate(database, [boats, oars])).toEqual(['0100-boats.sql', '0200-oars.sql'])
  expect(await migrate(database, [boats, oars])).toEqual([])
  expect((await sql`select name from boats`.execute(database)).rows).toEqual([{ name: 'one' }])
})

test('two starts at once apply them once', async () => {
  const applied = await Promise.all([migrate(database, [boats, oars]), migrate(second, [boats, oars])])
  expect(applied.flat().sort()).toEqual(['0100-boats.sql', '0200-oars.sql'])
})

test('applies a file that comes before the newest applied one', async () => {
  await migrate(database, [oars])
  expect(await migrate(database, [boats, oars])).toEqual(['0100-boats.sql'])
})

test('refuses a file that was changed after it was applied, and applies nothing', async () => {
  await migrate(database, [boats])
  await expect(migrate(database, [migrationOf(boats.name, 'select 1;'), oars])).rejects.toThrow(
    '0100-boats.sql was changed',
  )
  expect((await pendingMigrations(database, [boats, oars])).map(({ name }) => name)).toEqual(['0200-oars.sql'])
})

test('refuses a database of a newer release', async () => {
  await migrate(database, [boats, oars])
  await expect(migrate(database, [boats])).rejects.toThrow('0200-oars.sql, which this release lacks')
})

test('a file that fails leaves nothing of itself, and the lock is free again', async () => {
  const broken = migrationOf('0200-broken.sql', 'create table oars (boat text); select no_such_function();')
  await expect(migrate(database, [boats, broken])).rejects.toThrow('0200-broken.sql failed')
  expect(await migrate(second, [boats, oars])).toEqual(['0200-oars.sql'])
})

test('every migration of ours begins with its reason', async () => {
  const migrations = await readMigrations()
  expect(migrations.length).toBeGreaterThan(0)
  for (const { name, text } of migrations) expect(text, name).toMatch(/^-- \S/)
})
