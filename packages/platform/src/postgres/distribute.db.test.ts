import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { citusUrl } from '../../test/citus-cluster.ts'
import { freshDatabase, freshSingleDatabase } from '../../test/database.ts'
import { distributedTables, distributionColumn, isDistributed } from './distribute.ts'
import { migrate, readMigrations } from './migrate.ts'

if (citusUrl === null)
  console.warn('distribute.db.test.ts skips what needs Citus: CITUS_URL_FOR_TESTS is not set (docs/citus.md)')

const single = (await freshSingleDatabase()).database

/** Keys of the tables that can be distributed: unique ones, and foreign ones with the table that they name. */
async function keysOfDistributed() {
  const { rows } = await sql<{ name: string; owner: string; names: string | null; columns: string[] }>`
    select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as owner, null as names,
      array(select a.attname::text from pg_attribute a where a.attrelid = i.indrelid and a.attnum = any(i.indkey)) as columns
    from pg_index i where i.indisunique and i.indrelid = any(${[...distributedTables]}::regclass[])
    union all
    select c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
      array(select a.attname::text from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any(c.conkey))
    from pg_constraint c where c.contype = 'f'
      and (c.conrelid = any(${[...distributedTables]}::regclass[]) or c.confrelid = any(${[...distributedTables]}::regclass[]))`.execute(
    single,
  )
  return rows
}

test('every key of a table that can be distributed holds the participant, and no foreign key leaves these tables', async () => {
  const keys = await keysOfDistributed()
  expect(keys.length).toBeGreaterThanOrEqual(distributedTables.length)
  for (const { name, owner, names, columns } of keys) {
    expect(columns, name).toContain(distributionColumn)
    expect(distributedTables, name).toContain(owner)
    if (names !== null)
      expect(distributedTables.slice(0, distributedTables.indexOf(owner as never)), name).toContain(names)
  }
})

test('a database without Citus is never taken for distributed, and says what it lacks', async () => {
  expect(await isDistributed(single)).toBe(false)
  await expect(migrate(single, await readMigrations(), { distributed: 'citus' })).rejects.toThrow('docs/citus.md')
})

describe.runIf(citusUrl)('on Citus', async () => {
  const { database } = await freshDatabase()

  test('the tables lie on the workers, and distributing again moves nothing', async () => {
    expect(await isDistributed(database)).toBe(true)
    const places = async () =>
      (
        await sql<{ name: string; workers: bigint }>`
          select table_name::text as name, count(distinct nodeport) as workers from citus_shards group by 1 order by 1`.execute(
          database,
        )
      ).rows
    const before = await places()
    expect(before).toEqual([...distributedTables].sort().map((name) => ({ name, workers: 2n })))
    await migrate(database, await readMigrations(), { distributed: 'citus' })
    expect(await places()).toEqual(before)
  })
})
