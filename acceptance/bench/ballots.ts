/**
 * Ballots through HTTP with all checks: session, seat, quiz, sealing, idempotency key, log entry, in one transaction each. Server, database
 * and load share this machine. `npm run bench:ballots`; `--ballots N` for another number.
 */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { startProgress } from '../../packages/platform/src/cli/progress.ts'
import { textTable } from '../../packages/platform/src/cli/text-table.ts'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { openLeafFile } from '../../packages/platform/src/journal/index.ts'
import { debtors } from '../../packages/platform/src/payments/index.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { disputeRoutes, openControl } from '../../packages/platform/src/review-board/index.ts'
import { Board, madeKeepers, madeUpFile, planWithBoard } from '../../packages/platform/test/made-up-board.ts'
import { addJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import { bareInserts, openBenchPlatform, openLoad, perSecond, quantile, signInAll } from './bench-server.ts'
import type { SealTask } from './juror-thread.ts'
import type { LoadResult, Shot } from './load-thread.ts'
import { Thread } from './thread.ts'

const { values } = parseArgs({ options: { ballots: { type: 'string', default: '9000' } } })
const count = Number(values.ballots)
const steadyPerSecond = 300
/** The rest is sent as fast as it is answered. */
const steady = Math.min(steadyPerSecond * 10, Math.floor(count / 3))
const progress = startProgress('Ballots', 100, process.stderr)

const bench = await openBenchPlatform()
const { database, platform } = bench
const leafFile = await openLeafFile(join(bench.folder, 'leaves'))
try {
  const { shots } = await prepare()
  progress.update(40, 'casting')
  const bare = await bareInserts(database, 1_600)
  const { close, origin } = await bench.serve([
    disputeRoutes(await openFolderStore(join(bench.folder, 'files')), debtors()),
  ])
  const load = openLoad()
  const warm = shots.slice(0, 300)
  await load.ask({ origin, shots: warm, perSecond: null, connections: 100 })
  const fast = await load.ask({ origin, shots: shots.slice(300, count - steady), perSecond: null, connections: 100 })
  progress.update(80, `at ${steadyPerSecond} a second`)
  const slow = await load.ask({
    origin,
    shots: shots.slice(count - steady),
    perSecond: steadyPerSecond,
    connections: 200,
  })
  await load.close()
  await close()
  progress.stop()
  await report(fast, slow, bare)
} finally {
  await leafFile.close()
  await bench.close()
}

/** An open vote whose jurors have read the file and passed the quiz, their sessions, and their sealed ballots. */
async function prepare(): Promise<{ readonly shots: readonly Shot[] }> {
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
  const tokens = await signInAll(database, count)
  await sql`analyze`.execute(database)
  const { rows } = await sql<{ person_id: bigint; pseudonym: string }>`
    select person_id, pseudonym from dispute_seats order by person_id`.execute(database)
  const sealed = await seal(
    dispute,
    await board.dispute(dispute),
    rows.map(({ pseudonym }) => pseudonym),
  )
  const path = `/disputes/${dispute}/ballot`
  const shots = rows.map(({ person_id }, at) => ({
    path,
    token: tokens[Number(person_id) - 1]!,
    command: { key: randomUUID(), body: JSON.stringify({ sealed: sealed[at], replaces: null }) },
  }))
  return { shots }
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

async function report(fast: LoadResult, slow: LoadResult, bare: number): Promise<void> {
  const { rows } = await sql<{ ballots: bigint; entries: bigint }>`
    select (select count(*) from ballots) as ballots,
      (select count(*) from journal_events where kind = 'ballot-cast') as entries`.execute(database)
  const shown = (figure: number) => figure.toFixed(figure < 10 ? 2 : 0)
  const lines = [
    ['ballots cast, entries of the log', `${rows[0]!.ballots}, ${rows[0]!.entries} of ${count}`],
    ['answers', JSON.stringify({ fast: fast.statuses, steady: slow.statuses })],
    ['as fast as they are answered, ballots/s', shown(perSecond(fast))],
    ['bare inserts of one row each, transactions/s', shown(bare)],
    ['ratio to the bare inserts', shown(perSecond(fast) / bare)],
    ...[50, 99].map((share) => [
      `at ${steadyPerSecond}/s from when it was due, p${share}, ms`,
      shown(quantile(slow, share)),
    ]),
    ['as fast as answered, p99, ms', shown(quantile(fast, 99))],
  ]
  console.log(textTable(['ballots through HTTP', 'figure'], lines, 1))
  if (Number(rows[0]!.ballots) !== count) throw new Error('ballots are missing')
  const figures = {
    ballots: count,
    ballotsPerSecond: perSecond(fast),
    bareInsertsPerSecond: bare,
    steadyP99Milliseconds: quantile(slow, 99),
  }
  console.log(JSON.stringify(figures))
}
