import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { entryText } from '@tongzhou/core'
import { leafHash, parsePolicy, parseTlogProof, utf8, verifyTlogProof } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { sql } from 'kysely'
import pino from 'pino'
import { openLog } from '../../packages/platform/src/cli/open-log.ts'
import { systemClock, systemDice } from '../../packages/platform/src/cli/open-platform.ts'
import { commit, system } from '../../packages/platform/src/commit/commit.ts'
import { createVault } from '../../packages/platform/src/identity/index.ts'
import { loadConsortium } from '../../packages/platform/src/journal/checkpoint-store.ts'
import { loadLogKey, readConsortium, sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { openLeafFile } from '../../packages/platform/src/journal/leaf-file.ts'
import { makeTlogProof } from '../../packages/platform/src/journal/make-tlog-proof.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import { memberNames } from '../support/consortium.ts'
import { makeProcesses } from '../support/processes.ts'

/**
 * How fast entries become final with four member processes on this machine, beside the rate at which PostgreSQL takes the same rows in
 * batches in the same run; how long a single entry waits; how large a proof is and how long its check takes.
 * `npm run bench:log [-- entries]`. Prints one JSON line.
 */
const entries = Number(process.argv[2] ?? 50_000)
const batch = 5_000
/** The members' default. */
const memberGossipSeconds = 5
const secondsOfLoad = 20
const perSecond = 100

const dataFolder = await mkdtemp(join(tmpdir(), 'tongzhou-bench-'))
await chmod(dataFolder, 0o755)
const server = await startEmbeddedPostgres({ dataFolder: join(dataFolder, 'postgres') })
const database = openDatabase(server.url, { maxConnections: 6 })
await migrate(database, await readMigrations())
const consortium = await makeProcesses(server.url, memberGossipSeconds)
for (const name of memberNames) await consortium.start(name)
const leafFile = await openLeafFile(join(consortium.folder, 'leaves'))
const random = systemDice.bytes
const platform = {
  database,
  clock: systemClock,
  dice: systemDice,
  vault: createVault({ masterKey: random(32), random }),
  logger: pino({ level: 'silent' }),
}
try {
  const file = readConsortium(await readFile(join(consortium.folder, 'consortium.json'), 'utf8'))
  const key = await loadLogKey(join(consortium.folder, 'log.key'))
  const { files, publisher } = await openLog(platform, join(consortium.folder, 'log'), key, file)

  await fillOutbox(entries)
  const began = performance.now()
  // As in the running platform, where the two are jobs beside each other.
  const sequencing = sequenceAll(platform, leafFile)
  while (publisher.standing.finalSize < entries) await publisher.publish()
  await sequencing
  const toQuorumSeconds = (performance.now() - began) / 1_000
  await publisher.settle()
  const insertSeconds = await insertSameRows(entries)

  const waits = await waitsUnderLoad()
  const proofs = await proofFigures()
  const perSecondToQuorum = Math.round(entries / toQuorumSeconds)
  const inserted = Math.round(entries / insertSeconds)
  const report = {
    entries,
    finalSize: publisher.standing.finalSize,
    toQuorumPerSecond: perSecondToQuorum,
    batchedInsertPerSecond: inserted,
    ratio: Number((perSecondToQuorum / inserted).toFixed(3)),
    ...waits,
    ...proofs,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)

  async function waitsUnderLoad() {
    let loading = true
    const publishing = (async () => {
      while (loading) {
        await sequenceAll(platform, leafFile)
        await publisher.publish()
        await pause(100)
      }
    })()
    const first = performance.now()
    const pending: Promise<unknown>[] = []
    for (let number = 0; number < secondsOfLoad * perSecond; number += 1) {
      await pause(Math.max(0, first + (number * 1_000) / perSecond - performance.now()))
      pending.push(recordOne(number))
    }
    await Promise.all(pending)
    for (let tries = 0; tries < 100 && publisher.standing.finalSize < entries + 1 + pending.length; tries += 1)
      await pause(100)
    loading = false
    await publishing
    const { rows } = await sql<{ p50: number; p99: number; count: bigint }>`
      select count(*) as count,
        percentile_cont(0.5) within group (order by waited) as p50, percentile_cont(0.99) within group (order by waited) as p99
      from (select extract(epoch from (
          select final_at from log_finals where size > leaf_index order by size limit 1) - recorded_at)::float8 as waited
        from journal_events join log_leaves using (event_no) where subject like 'claim/LOAD-%') w`.execute(database)
    const { count, p50, p99 } = rows[0]!
    return { committedAtRate: `${perSecond}/s`, waited: Number(count), p50Seconds: round(p50), p99Seconds: round(p99) }
  }

  async function proofFigures() {
    const { policy } = (await loadConsortium(database))!
    const size = publisher.standing.finalSize
    const samples = 200
    let [bytes, checking] = [0, 0]
    for (let sample = 0; sample < samples; sample += 1) {
      const index = Math.floor((sample * size) / samples)
      const { rows } = await sql<{ entry: string }>`
        select entry from log_leaves join journal_events using (event_no) where leaf_index = ${index}`.execute(database)
      const text = await makeTlogProof(files, index)
      bytes += text.length
      const start = performance.now()
      await verifyTlogProof(parseTlogProof(text), leafHash(utf8(rows[0]!.entry)), parsePolicy(policy), nodeVerifier)
      checking += performance.now() - start
    }
    return { proofBytes: Math.round(bytes / samples), proofCheckMilliseconds: round(checking / samples) }
  }
} finally {
  await consortium.close()
  await leafFile.close()
  await database.destroy()
  await server.stop()
  await rm(dataFolder, { recursive: true, force: true })
}

function entryOf(number: number, id: string, now: Temporal.Instant): string {
  const commitments = { step: 'A'.repeat(43).concat('=') }
  const facts = { number, note: 'x'.repeat(300) }
  return entryText({
    id,
    kind: 'claim-filed',
    subject: `claim/BENCH-${number}`,
    plan: null,
    at: now,
    role: 'system',
    facts,
    commitments,
  })
}

async function fillOutbox(count: number): Promise<void> {
  for (let first = 0; first < count; first += batch) {
    const now = systemClock.now()
    const rows = Array.from({ length: Math.min(batch, count - first) }, (_, at) => {
      const id = randomUUID()
      return { id, subject: `claim/BENCH-${first + at}`, entry: entryOf(first + at, id, now) }
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

/** The bound: the same entries with their hashes into a bare table, in the same batches. */
async function insertSameRows(count: number): Promise<number> {
  await sql`create table bare (leaf_index bigint primary key, event_no bigint not null unique, leaf_hash bytea not null, entry text not null)`.execute(
    database,
  )
  let seconds = 0
  for (let first = 0; first < count; first += batch) {
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

async function recordOne(number: number): Promise<void> {
  const command = { key: `load:${number}`, kind: 'bench', actor: system, content: { number } }
  await commit<null>(platform, command, async (unit) => ({
    answer: null,
    rows: [],
    events: [
      {
        id: unit.newId(),
        kind: 'claim-filed' as const,
        subject: `claim/LOAD-${number}`,
        plan: null,
        facts: { number },
      },
    ],
  }))
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
