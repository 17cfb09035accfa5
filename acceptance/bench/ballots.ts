/**
 * Ballots through HTTP with all checks: session, seat, quiz, sealing, idempotency key, log entry, in one transaction each. Server, database
 * and load share this machine. `npm run bench:ballots`; `--ballots N` for another number.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pino from 'pino'
import { systemClock, systemDice } from '../../packages/platform/src/cli/open-platform.ts'
import { startProgress } from '../../packages/platform/src/cli/progress.ts'
import { textTable } from '../../packages/platform/src/cli/text-table.ts'
import { system } from '../../packages/platform/src/commit/commit.ts'
import type { Platform } from '../../packages/platform/src/commit/platform.ts'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { buildApp } from '../../packages/platform/src/http/app.ts'
import { createVault, sessionResolver } from '../../packages/platform/src/identity/index.ts'
import { openLeafFile } from '../../packages/platform/src/journal/index.ts'
import { debtors } from '../../packages/platform/src/payments/index.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import { disputeRoutes, openControl } from '../../packages/platform/src/review-board/index.ts'
import { Board, madeKeepers, madeUpFile, planWithBoard } from '../../packages/platform/test/made-up-board.ts'
import { addJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import type { SealTask } from './juror-thread.ts'
import type { LoadResult, LoadTask, Shot } from './load-thread.ts'
import { Thread } from './thread.ts'

const { values } = parseArgs({ options: { ballots: { type: 'string', default: '9000' } } })
const count = Number(values.ballots)
const steadyPerSecond = 300
/** The rest is sent as fast as it is answered. */
const steady = Math.min(steadyPerSecond * 10, Math.floor(count / 3))
const progress = startProgress('Ballots', 100, process.stderr)

const folder = await mkdtemp(join(tmpdir(), 'tongzhou-bench-'))
await chmod(folder, 0o755)
const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') })
const database = openDatabase(server.url, { maxConnections: 10 })
const leafFile = await openLeafFile(join(folder, 'leaves'))
try {
  await migrate(database, await readMigrations())
  const vault = createVault({ masterKey: systemDice.bytes(32), random: systemDice.bytes })
  const platform: Platform = {
    database,
    clock: systemClock,
    dice: systemDice,
    vault,
    logger: pino({ level: 'silent' }),
  }
  const { dispute, shots } = await prepare(platform)
  progress.update(40, 'casting')
  const bare = await bareInserts(platform)
  const app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 1_000_000_000 },
    version: 'bench',
    resolveSession: sessionResolver(platform),
    routes: [disputeRoutes(await openFolderStore(join(folder, 'files')), debtors())],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const load = new Thread<LoadTask, LoadResult>(new URL('./load-thread.ts', import.meta.url), null)
  const url = `${origin}/disputes/${dispute}/ballot`
  const warm = shots.slice(0, 300)
  await load.ask({ url, shots: warm, perSecond: null, connections: 100 })
  const fast = await load.ask({ url, shots: shots.slice(300, count - steady), perSecond: null, connections: 100 })
  progress.update(80, `at ${steadyPerSecond} a second`)
  const slow = await load.ask({ url, shots: shots.slice(count - steady), perSecond: steadyPerSecond, connections: 200 })
  await load.close()
  await app.close()
  progress.stop()
  await report(platform, fast, slow, bare)
} finally {
  await database.destroy()
  await leafFile.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

/** An open vote whose jurors have read the file and passed the quiz, their sessions, and their sealed ballots. */
async function prepare(platform: Platform): Promise<{ readonly dispute: string; readonly shots: readonly Shot[] }> {
  const shape = planWithBoard({ mode: 'open' })
  const { acceptHours: _, panelSize: __, reserves: ___, ...vote } = shape.disputes.vote!
  const plan = { ...shape, disputes: { ...shape.disputes, vote } }
  const loaded = await loadPlan(platform, { key: 'bench-plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  await addParticipants(database, plan, { first: 1n, count, joinedOn: '2020-01-02' })
  await addJurors(database, { first: 1n, count, planCode: plan.plan, passedOn: '2020-02-02' })
  const actor = { role: 'operator', personId: 9_000_000n } as const
  const facts = { planCode: plan.plan, illness: 'stroke', mild: false, file: madeUpFile, knownOutcome: 'pay' } as const
  const opened = await openControl(platform, { key: 'bench-dispute', actor, ...facts })
  if (!opened.accepted) throw new Error(JSON.stringify(opened.refusal))
  const { dispute } = opened.event.answer
  const keepers = await madeKeepers(['hospital.example', 'notary.example', 'insurer.example', 'regulator.example'], 3)
  const board = new Board(platform, leafFile, keepers)
  await board.work()
  await sql`
    insert into dispute_seats (dispute_id, juror_id, person_id, pseudonym, answer, answered_at, seated, opened_at, quiz_passed_at, recorded_at)
    select dispute_id, juror_id, person_id, lpad(juror_id::text, 12, '0'), 'accepted', now(), true, now(), now(), now()
    from jurors, disputes where reference = ${dispute}`.execute(database)
  const tokens = await signIn()
  await sql`analyze`.execute(database)
  const { rows } = await sql<{ person_id: bigint; pseudonym: string }>`
    select person_id, pseudonym from dispute_seats order by person_id`.execute(database)
  const sealed = await seal(
    dispute,
    await board.dispute(dispute),
    rows.map(({ pseudonym }) => pseudonym),
  )
  const shots = rows.map(({ person_id }, at) => ({
    token: tokens.get(person_id)!,
    key: randomUUID(),
    body: JSON.stringify({ sealed: sealed[at], replaces: null }),
  }))
  return { dispute, shots }
}

async function signIn(): Promise<ReadonlyMap<bigint, string>> {
  const tokens = new Map<bigint, string>()
  for (let id = 1n; id <= BigInt(count); id += 1n) tokens.set(id, randomBytes(32).toString('base64url'))
  const hashes = [...tokens.values()].map((token) => createHash('sha256').update(token).digest('hex'))
  await sql`
    insert into sessions (token_hash, person_id, method, began_at, expires_at)
    select decode(hash, 'hex'), id, 'code', now(), now() + interval '1 hour'
    from unnest(${hashes}::text[]) with ordinality as made (hash, id)`.execute(database)
  return tokens
}

/** What the jurors' browsers do beforehand, on every core. */
async function seal(dispute: string, vote: Pick<SealTask, 'keepers' | 'threshold'>, pseudonyms: readonly string[]) {
  const program = new URL('./juror-thread.ts', import.meta.url)
  const threads = Array.from({ length: availableParallelism() }, () => new Thread<SealTask, string[]>(program, null))
  const { keepers, threshold } = vote
  const pieces = 100
  const size = Math.ceil(pseudonyms.length / pieces)
  const sealed: string[][] = []
  for (let piece = 0; piece < pieces; piece += threads.length) {
    progress.update(Math.floor((piece * 40) / pieces), 'sealing')
    const asked = threads.map((thread, at) => {
      const from = (piece + at) * size
      const ballots = pseudonyms.slice(from, from + size).map((juror, place) => {
        return { juror, choice: place % 2 === 0 ? 'pay' : 'do-not-pay', clause: '1', text: '材料一致。' } as const
      })
      return thread.ask({ dispute, keepers, threshold, ballots })
    })
    sealed.push(...(await Promise.all(asked)))
  }
  for (const thread of threads) await thread.close()
  return sealed.flat()
}

/** The bound: rows of the same size into a table of its own, one transaction each, from as many connections. */
async function bareInserts(platform: Platform): Promise<number> {
  await sql`create table bare (id bigint primary key, body text not null)`.execute(platform.database)
  const rows = 2_000
  const body = 'x'.repeat(1_600)
  let next = 0
  const began = performance.now()
  const worker = async () => {
    for (let id = next++; id < rows; id = next++) {
      await platform.database
        .transaction()
        .execute((transaction) => sql`insert into bare values (${id}, ${body})`.execute(transaction))
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  return (rows * 1_000) / (performance.now() - began)
}

async function report({ database: reader }: Platform, fast: LoadResult, slow: LoadResult, bare: number): Promise<void> {
  const { rows } = await sql<{ ballots: bigint; entries: bigint }>`
    select (select count(*) from ballots) as ballots,
      (select count(*) from journal_events where kind = 'ballot-cast') as entries`.execute(reader)
  const perSecond = fast.milliseconds.length / fast.seconds
  const shown = (figure: number) => figure.toFixed(figure < 10 ? 2 : 0)
  const lines = [
    ['ballots cast, entries of the log', `${rows[0]!.ballots}, ${rows[0]!.entries} of ${count}`],
    ['answers', JSON.stringify({ fast: fast.statuses, steady: slow.statuses })],
    ['as fast as they are answered, ballots/s', shown(perSecond)],
    ['bare inserts of one row each, transactions/s', shown(bare)],
    ['ratio to the bare inserts', shown(perSecond / bare)],
    ...[50, 99].map((share) => [
      `at ${steadyPerSecond}/s from when it was due, p${share}, ms`,
      shown(quantile(slow, share)),
    ]),
    ['as fast as answered, p99, ms', shown(quantile(fast, 99))],
  ]
  console.log(textTable(['ballots through HTTP', 'figure'], lines, 1))
  if (Number(rows[0]!.ballots) !== count) throw new Error('ballots are missing')
}

function quantile({ milliseconds }: LoadResult, percent: number): number {
  const sorted = [...milliseconds].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]!
}
