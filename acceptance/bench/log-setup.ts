import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryText } from '@tongzhou/core'
import { sql } from 'kysely'
import pino from 'pino'
import { openLog } from '../../packages/platform/src/cli/open-log.ts'
import { systemClock, systemDice } from '../../packages/platform/src/cli/open-platform.ts'
import type { Database } from '../../packages/platform/src/commit/platform.ts'
import { createVault } from '../../packages/platform/src/identity/index.ts'
import { loadLogKey, readConsortium, sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { openLeafFile } from '../../packages/platform/src/journal/leaf-file.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import { memberNames } from '../support/consortium.ts'
import { makeProcesses } from '../support/processes.ts'

/** Rows that one statement takes. */
const batch = 5_000
/** The members' default. */
const memberGossipSeconds = 5

/** A database of its own, a publisher in this process, and four members that are processes of their own. */
export async function openLogBench() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tongzhou-bench-'))
  await chmod(dataFolder, 0o755)
  const server = await startEmbeddedPostgres({ dataFolder: join(dataFolder, 'postgres') })
  const database = openDatabase(server.url, { maxConnections: 6 })
  await migrate(database, await readMigrations())
  const consortium = await makeProcesses(server.url, memberGossipSeconds)
  for (const name of memberNames) await consortium.start(name)
  const leafFile = await openLeafFile(join(consortium.folder, 'leaves'))
  const random = systemDice.bytes
  const vault = createVault({ masterKey: random(32), random })
  const platform = { database, clock: systemClock, dice: systemDice, vault, logger: pino({ level: 'silent' }) }
  const file = readConsortium(await readFile(join(consortium.folder, 'consortium.json'), 'utf8'))
  const key = await loadLogKey(join(consortium.folder, 'log.key'))
  const { files, publisher } = await openLog(
    platform,
    { TONGZHOU_S3_REGION: '' },
    join(consortium.folder, 'log'),
    key,
    file,
  )
  return {
    platform,
    leafFile,
    files,
    publisher,
    /** Seconds from the outbox to the quorum, until the log has `size` entries. */
    async toQuorum(size: number): Promise<number> {
      const began = performance.now()
      // As in the running platform, where the two are jobs beside each other.
      const sequencing = sequenceAll(platform, leafFile)
      while (publisher.standing.finalSize < size) await publisher.publish()
      await sequencing
      const seconds = (performance.now() - began) / 1_000
      await publisher.settle()
      return seconds
    },
    async close(): Promise<void> {
      await consortium.close()
      await leafFile.close()
      await database.destroy()
      await server.stop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function entryOf(number: number, id: string, now: Temporal.Instant): string {
  const commitments = { step: 'A'.repeat(43).concat('=') }
  const facts = { number, note: 'x'.repeat(300) }
  const subject = `claim/BENCH-${number}`
  return entryText({ id, kind: 'claim-filed', subject, plan: null, at: now, role: 'system', facts, commitments })
}

/** Events that wait for the sequencer, as many commands would have left them. */
export async function fillOutbox(database: Database, first: number, count: number): Promise<void> {
  for (let from = first; from < first + count; from += batch) {
    const now = systemClock.now()
    const rows = Array.from({ length: Math.min(batch, first + count - from) }, (_, at) => {
      const id = randomUUID()
      return { id, subject: `claim/BENCH-${from + at}`, entry: entryOf(from + at, id, now) }
    })
    await sql`
      with recorded as (
        insert into journal_events (event_id, kind, subject, recorded_at, entry)
        select id, 'claim-filed', subject, ${now}, entry from unnest(${rows.map((row) => row.id)}::uuid[],
          ${rows.map((row) => row.subject)}::text[], ${rows.map((row) => row.entry)}::text[]) as e (id, subject, entry)
        returning event_no)
      insert into journal_outbox (event_no) select event_no from recorded`.execute(database)
  }
}

/** The bound: seconds for the same entries with their hashes into a bare table, in the same batches. */
export async function insertSameRows(database: Database, from: number, count: number): Promise<number> {
  await sql`
    create table if not exists bare (
      leaf_index bigint primary key, event_no bigint not null unique, leaf_hash bytea not null, entry text not null)`.execute(
    database,
  )
  let seconds = 0
  for (let first = from; first < from + count; first += batch) {
    const { rows } = await sql<{ leaf_index: bigint; event_no: bigint; leaf_hash: Buffer; entry: string }>`
      select leaf_index, event_no, leaf_hash, entry from log_leaves join journal_events using (event_no)
      where leaf_index >= ${first} order by leaf_index limit ${batch}`.execute(database)
    const began = performance.now()
    await sql`
      insert into bare select * from unnest(${rows.map((row) => row.leaf_index)}::bigint[],
        ${rows.map((row) => row.event_no)}::bigint[], ${rows.map((row) => row.leaf_hash)}::bytea[],
        ${rows.map((row) => row.entry)}::text[])`.execute(database)
    seconds += (performance.now() - began) / 1_000
  }
  return seconds
}

export function round(value: number): number {
  return Number(value.toFixed(3))
}
