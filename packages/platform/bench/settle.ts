/**
 * How fast a period is settled, against a bare `INSERT ... SELECT` of the same rows into a table with the same keys:
 *
 *     node packages/platform/bench/settle.ts [participants, 1000000] [rounds, 3]
 *
 * Runs on a database of its own: the one of DATABASE_URL (which has to be empty), or an embedded one in a temporary folder.
 * Ends with 1 where settling is less than half as fast as the bare insert.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { runAudits } from '../src/audits/run-audits.ts'
import { system } from '../src/commit/commit.ts'
import type { Database, Platform } from '../src/commit/platform.ts'
import { createVault } from '../src/identity/encryption.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { startEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { migrate, readMigrations } from '../src/postgres/migrate.ts'
import { closePeriod } from '../src/sharing/close-period.ts'
import { publishPeriod } from '../src/sharing/publish-period.ts'
import { loadTestPlan } from '../test/made-up-period.ts'
import { addParticipants, approveCase } from '../test/made-up-sharing.ts'
import { testPlan } from '../test/plan.ts'
import { testClock, testDice } from '../test/platform.ts'

/** The least part of the bare insert's speed that settling may have. */
const leastRatio = 0.5

const participants = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)
const plan = { ...testPlan, sharing: { ...testPlan.sharing, capPerYearFen: null } }

if (process.env.DATABASE_URL) {
  process.exitCode = await bench(process.env.DATABASE_URL)
} else {
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-bench-'))
  const server = await startEmbeddedPostgres({ dataFolder: folder })
  try {
    process.exitCode = await bench(server.url)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function bench(url: string): Promise<number> {
  const database = openDatabase(url, { maxConnections: 4, applicationName: 'bench' })
  try {
    await migrate(database, await readMigrations())
    const platform = benchPlatform(database)
    await loadTestPlan(platform, plan)
    await addParticipants(database, plan, { first: 1n, count: participants, joinedOn: '2020-01-05' })
    const ratios: number[] = []
    for (let round = 0; round < rounds; round += 1) ratios.push(await measure(platform, round))
    const findings = await runAudits(database)
    for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`)
    const ratio = ratios.toSorted((left, right) => left - right)[Math.floor(rounds / 2)]!
    process.stdout.write(
      `median: settling has ${ratio.toFixed(2)} of the speed of a bare insert (at least ${leastRatio})\n`,
    )
    return ratio >= leastRatio && findings.length === 0 ? 0 : 1
  } finally {
    await database.destroy()
  }
}

/** One period: first the bare insert, then publishing, roll and settlement; in the other order every second time. */
async function measure(platform: BenchPlatform, round: number): Promise<number> {
  const bareFirst = round % 2 === 0
  let bareSeconds = bareFirst ? await bareInsert(platform.database) : 0
  const settleSeconds = await settlePeriod(platform, round)
  if (!bareFirst) bareSeconds = await bareInsert(platform.database)
  const rate = (seconds: number) => `${seconds.toFixed(2)} s, ${(participants / seconds / 1e6).toFixed(2)} M/s`
  const ratio = bareSeconds / settleSeconds
  process.stdout.write(
    `${participants} participants: bare insert ${rate(bareSeconds)}; roll and settlement ${rate(settleSeconds)}; ratio ${ratio.toFixed(2)}\n`,
  )
  return ratio
}

async function bareInsert(database: Database): Promise<number> {
  await sql`drop table if exists bare_charges`.execute(database)
  await sql`create table bare_charges (like charges including all)`.execute(database)
  return seconds(database, () =>
    sql`
      insert into bare_charges (period_id, participant_id, payer_person_id)
      select 1, participant_id, payer_person_id from participants where plan_code = ${plan.plan}`.execute(database),
  )
}

async function settlePeriod(platform: BenchPlatform, round: number): Promise<number> {
  const month = Temporal.PlainYearMonth.from('2020-06').add({ months: round })
  const command = (verb: string) => ({
    key: `${verb}:${month}`,
    actor: system,
    planCode: plan.plan,
    code: `${month}-A`,
  })
  platform.clock.set(`${month}-01T04:00:00Z`)
  const caseReference = `BNCH-${String(round).padStart(4, '0')}`
  await approveCase(platform, plan, { caseReference, participantId: BigInt(round + 1), on: `${month}-01` })
  platform.clock.set(`${month}-07T04:00:00Z`)
  const published = await publishPeriod(platform, command('publish'))
  if (!published.accepted) throw new Error(published.refusal.code)
  platform.clock.set(`${month}-14T04:00:00Z`)
  return seconds(platform.database, async () => {
    const closed = await closePeriod(platform, command('close'), (done, of) => {
      if (process.stderr.isTTY) process.stderr.write(`\rslice ${done} of ${of} `)
    })
    if (!closed.accepted) throw new Error(closed.refusal.code)
  })
}

async function seconds(database: Database, work: () => Promise<unknown>): Promise<number> {
  // What an earlier measurement left to write must not fall into this one.
  await sql`checkpoint`.execute(database)
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}

type BenchPlatform = Platform & { readonly clock: ReturnType<typeof testClock> }

function benchPlatform(database: Database): BenchPlatform {
  const dice = testDice('bench')
  return {
    database,
    dice,
    clock: testClock('2020-06-01T04:00:00Z'),
    vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
    logger: pino({ level: 'silent' }),
  }
}
