/**
 * Joining and reading one's bills through HTTP with all checks. Server, database and load share this machine, and so do the bounds that are
 * measured in the same run: a bare route of the same server, and bare inserts of one row each. `npm run bench:http`; `--people N` for
 * another number.
 */
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import Fastify from 'fastify'
import { sql } from 'kysely'
import { startProgress } from '../../packages/platform/src/cli/progress.ts'
import { textTable } from '../../packages/platform/src/cli/text-table.ts'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { insertPhonePerson, nextPersonIds } from '../../packages/platform/src/identity/index.ts'
import { participantRoutes } from '../../packages/platform/src/participants/index.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { sharingRoutes } from '../../packages/platform/src/sharing/index.ts'
import { createPartition } from '../../packages/platform/src/sharing/store.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { addSettledPeriods } from '../../packages/platform/test/made-up-sharing.ts'
import { testPlan } from '../../packages/platform/test/plan.ts'
import { bareInserts, openBenchPlatform, openLoad, perSecond, quantile, signInAll } from './bench-server.ts'
import type { LoadResult, Shot } from './load-thread.ts'

const { values } = parseArgs({ options: { people: { type: 'string', default: '12000' } } })
const people = Number(values.people)
/** Half of what is aimed at: 1,000 joins and 3,000 bills a second. */
const steadyJoins = 500
const steadyReads = 1_500
const periods = 24
const plan = testPlan
const progress = startProgress('Requests', 100, process.stderr)

const bench = await openBenchPlatform()
const { database, platform } = bench
const load = openLoad()
try {
  const tokens = await prepare()
  const bareRow = await bareInserts(database, 1_000)
  const { close, origin } = await bench.serve([participantRoutes(), sharingRoutes()])
  const bareRoute = await measureBareRoute()
  progress.update(30, 'joining')
  const joins = await measure(origin, tokens.map(joinShot), steadyJoins, 100)
  await addBills()
  const { rows } = await sql<{ participant_id: bigint }>`
    select participant_id from participants order by person_id`.execute(database)
  progress.update(60, 'reading bills')
  const bills = rows.map(({ participant_id: id }, at) => billShot(tokens[at]!, id))
  const reads = await measure(origin, [...bills, ...bills, ...bills], steadyReads, 50)
  await close()
  progress.stop()
  if (rows.length !== people) throw new Error(`${rows.length} of ${people} joined`)
  const shown = (figure: number) => figure.toFixed(figure < 10 ? 2 : 0)
  const lines = [
    ['bare route, answers/s', shown(bareRoute)],
    ['bare inserts of one row each, transactions/s', shown(bareRow)],
    ['joins with all checks, as fast as they are answered, 1/s', shown(perSecond(joins.fast))],
    ['  ratio to the bare inserts', shown(perSecond(joins.fast) / bareRow)],
    [`  at ${steadyJoins}/s from when it was due, p50 and p99, ms`, both(joins.steady)],
    [`bills of ${periods} periods, as fast as they are answered, 1/s`, shown(perSecond(reads.fast))],
    ['  ratio to the bare route', shown(perSecond(reads.fast) / bareRoute)],
    [`  at ${steadyReads}/s from when it was due, p50 and p99, ms`, both(reads.steady)],
    ['answers by status', JSON.stringify([joins, reads].map(({ fast, steady }) => [fast.statuses, steady.statuses]))],
  ]
  console.log(textTable(['through HTTP', 'figure'], lines, 1))
  const figures = {
    people,
    joinsPerSecond: perSecond(joins.fast),
    bareInsertsPerSecond: bareRow,
    joinP99Milliseconds: quantile(joins.steady, 99),
    billsPerSecond: perSecond(reads.fast),
    bareRoutePerSecond: bareRoute,
    billP99Milliseconds: quantile(reads.steady, 99),
  }
  console.log(JSON.stringify(figures))
} finally {
  await load.close()
  await bench.close()
}

/** People who have signed in and shown no document yet. */
async function prepare(): Promise<readonly string[]> {
  const loaded = await loadPlan(platform, { key: 'bench-plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  const ids = await nextPersonIds(database, people)
  let next = 0
  const worker = async () => {
    for (let at = next++; at < people; at = next++) {
      const phone = `+86130${String(at).padStart(8, '0')}`
      for (const write of insertPhonePerson(platform, ids[at]!, phone, platform.clock.now()))
        await write.execute(database)
      if (at % 100 === 0) progress.update(Math.floor((at * 25) / people), 'people who have signed in')
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  const tokens = await signInAll(database, people)
  await sql`analyze`.execute(database)
  return tokens
}

function joinShot(token: string, at: number): Shot {
  const bornOn = Temporal.PlainDate.from('1970-01-01').add({ days: at % 10_000 })
  const body = {
    plan: plan.plan,
    name: '古丽米热·艾比布力',
    identity: { kind: 'cn-resident-id', number: madeUpResidentId(bornOn.toString(), Math.floor(at / 10_000)) },
    relation: 'self',
    consents: { 'health-data': { given: true, wordingVersion: 1 }, publication: { given: true, wordingVersion: 1 } },
    answers: { 'serious-illness': false },
  }
  return { path: '/participants', token, command: { key: randomUUID(), body: JSON.stringify(body) } }
}

function billShot(token: string, participantId: bigint): Shot {
  return { path: `/participants/${participantId}/charges`, token, command: null }
}

/** Every participant owes the share of every period. */
async function addBills(): Promise<void> {
  await addSettledPeriods(database, plan, periods)
  const { rows } = await sql<{ period_id: bigint }>`select period_id from periods`.execute(database)
  for (const { period_id: periodId } of rows) {
    for (const write of createPartition(periodId)) await write.execute(database)
    await sql`
      insert into charges (period_id, participant_id, payer_person_id)
      select ${periodId}::bigint, participant_id, payer_person_id from participants`.execute(database)
  }
  await sql`analyze`.execute(database)
}

/** First a few to warm up, then all but the last as fast as they are answered, then the last at a steady rate for ten seconds at most. */
async function measure(origin: string, shots: readonly Shot[], steadyPerSecond: number, connections: number) {
  const warm = Math.floor(shots.length / 20)
  const steadyFrom = shots.length - Math.min(steadyPerSecond * 10, Math.floor(shots.length / 3))
  await load.ask({ origin, shots: shots.slice(0, warm), perSecond: null, connections })
  const fast = await load.ask({ origin, shots: shots.slice(warm, steadyFrom), perSecond: null, connections })
  const steady = await load.ask({
    origin,
    shots: shots.slice(steadyFrom),
    perSecond: steadyPerSecond,
    connections: 200,
  })
  return { fast, steady }
}

/** The bound: the same library answers a text, asks nobody and checks nothing. */
async function measureBareRoute(): Promise<number> {
  const app = Fastify()
  app.get('/bare', async () => ({ answer: 'x'.repeat(100) }))
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const shots = Array.from({ length: 20_000 }, () => ({ path: '/bare', token: 'none', command: null }))
  await load.ask({ origin, shots: shots.slice(0, 2_000), perSecond: null, connections: 50 })
  const result = await load.ask({ origin, shots, perSecond: null, connections: 50 })
  await app.close()
  return perSecond(result)
}

function both(result: LoadResult): string {
  return [50, 99].map((share) => quantile(result, share).toFixed(1)).join(', ')
}
