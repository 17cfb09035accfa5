import { appendFile, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { run } from './server-user.ts'

/**
 * docs/run-a-plan.md, "To a moment before a mistake", done as it says there, with the PostgreSQL that npm brings: it has no pg_basebackup, so the
 * folder is copied between pg_backup_start and pg_backup_stop.
 */
let parent: string
const inParent = (name: string) => join(parent, name)

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tongzhou-restore-'))
  await chmod(parent, 0o755)
  await mkdir(inParent('archive'))
  // PostgreSQL's user writes here.
  await chmod(inParent('archive'), 0o777)
})

afterEach(async () => {
  for (const name of ['first', 'second']) await removeEmbeddedPostgres(inParent(name))
  await rm(parent, { recursive: true, force: true })
})

async function connected<Answer>(url: string, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A copy of the running server's folder, and the label with which it can be started. */
async function copyRunning(client: pg.Client): Promise<void> {
  await client.query("select pg_backup_start('base', fast => true)")
  const copied = await run('cp', ['-a', inParent('first'), inParent('base')], null)
  expect(copied).toMatchObject({ code: 0 })
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop()')
  await writeOwn(inParent('base/cluster/backup_label'), rows[0]!.labelfile)
}

/** A file of the server's own user in its folder. */
async function writeOwn(file: string, content: string): Promise<void> {
  await writeFile(file, content)
  expect(await run('chown', [`--reference=${join(dirname(file), 'PG_VERSION')}`, file], null)).toMatchObject({
    code: 0,
  })
}

async function archived(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file')
  const isArchived = async () => {
    const { rows: found } = await client.query<{ done: boolean }>(
      'select coalesce(last_archived_wal >= $1, false) as done from pg_stat_archiver',
      [rows[0]!.file],
    )
    return found[0]!.done
  }
  await expect.poll(isArchived, { timeout: 20_000 }).toBe(true)
}

test('a copy and the archived log bring the database back to the moment before a mistake', async () => {
  const before = await startEmbeddedPostgres({ dataFolder: inParent('first') })
  await connected(before.url, async (client) => {
    await client.query('alter system set archive_mode = on')
    await client.query(
      `alter system set archive_command = 'test ! -f ${inParent('archive')}/%f && cp %p ${inParent('archive')}/%f'`,
    )
  })
  await before.stop()
  const first = await startEmbeddedPostgres({ dataFolder: inParent('first') })
  const moment = await connected(first.url, async (client) => {
    await client.query("create table boats (name text); insert into boats values ('before the copy')")
    await copyRunning(client)
    await client.query("insert into boats values ('after the copy')")
    const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now')
    await client.query('delete from boats')
    await archived(client)
    return rows[0]!.now
  })
  await first.stop()

  expect(await run('cp', ['-a', inParent('base'), inParent('second')], null)).toMatchObject({ code: 0 })
  const cluster = inParent('second/cluster')
  await rm(join(cluster, 'postmaster.pid'), { force: true })
  await run('sh', ['-c', `find ${cluster}/pg_wal -type f -delete`], null)
  await appendFile(
    join(cluster, 'postgresql.auto.conf'),
    `restore_command = 'cp ${inParent('archive')}/%f %p'\nrecovery_target_time = '${moment}'\nrecovery_target_action = 'promote'\n`,
  )
  await writeOwn(join(cluster, 'recovery.signal'), '')
  const second = await startEmbeddedPostgres({ dataFolder: inParent('second') })
  const boats = await connected(second.url, async (client) => {
    await expect
      .poll(async () => (await client.query('select pg_is_in_recovery() as on')).rows[0].on, { timeout: 20_000 })
      .toBe(false)
    return (await client.query('select name from boats order by name')).rows
  })
  expect(boats).toEqual([{ name: 'after the copy' }, { name: 'before the copy' }])
  await second.stop()
})
