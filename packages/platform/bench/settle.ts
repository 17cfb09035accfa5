/**
 * How fast a period is settled, against a bare `INSERT ... SELECT` of the same rows into a table with the same keys:
 *
 *     node packages/platform/bench/settle.ts [--participants 1000000] [--rounds 3] [--seed 1] [--json]
 *
 * Runs on a database of its own: the one of DATABASE_URL (which has to be empty), or an embedded one in a temporary folder. With
 * TONGZHOU_DISTRIBUTED=citus on the workers of that database, the bare insert too.
 * Every charge is exact, or it throws: everybody in the plan is charged once, the ledger sums to zero, settling again changes nothing, and no
 * audit finds anything. Ends with 1 where settling is less than half as fast as the bare insert. `--json`: the figures as the last line.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { sql } from 'kysely'
import pino from 'pino'
import { runAudits } from '../src/audits/run-audits.ts'
import { startProgress } from '../src/cli/progress.ts'
import { system } from '../src/commit/commit.ts'
import type { Database, Platform } from '../src/commit/platform.ts'
import { createVault } from '../src/identity/encryption.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { startEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { migrate, readMigrations } from '../src/postgres/migrate.ts'
import { closePeriod, type SettleStage } from '../src/sharing/close-period.ts'
import { publishPeriod } from '../src/sharing/publish-period.ts'
import { addMany, casesAmong, dayAfterMany } from '../test/made-up-many.ts'
import { loadTestPlan } from '../test/made-up-period.ts'
import { approveCase } from '../test/made-up-sharing.ts'
import { testPlan } from '../test/plan.ts'
import { testClock, testDice } from '../test/platform.ts'

/** The least part of the bare insert's speed that settling may have. */
const leastRatio = 0.5

const { values: given } = parseArgs({
  options: {
    participants: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const [participants, rounds, seed] = [given.participants, given.rounds, given.seed].map(Number) as [
  number,
  number,
  number,
]
const distributed = process.env.TONGZHOU_DISTRIBUTED === 'citus' ? 'citus' : null
const plan = { ...testPlan, sharing: { ...testPlan.sharing, capPerYearFen: null } }
const firstMonth = dayAfterMany(plan.firstDay).toPlainYearMonth().add({ months: 1 })

/** What one period took. */
interface Round {
  readonly charges: number
  readonly bareSeconds: number
  readonly rollSeconds: number
  /** Of the transaction that settles: the tree over the charges, mostly. */
  readonly closeSeconds: number
}

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
    await migrate(database, await readMigrations(), { distributed })
    const platform = benchPlatform(database)
    await loadTestPlan(platform, plan)
    const made = await secondsOf(() => makeMembers(database))
    say(`${participants} participants made in ${made.toFixed(0)} s`)
    const measured: Round[] = []
    for (let round = 0; round < rounds; round += 1) measured.push(await measure(platform, round))
    await requireExact(database)
    return await tell(database, made, measured)
  } finally {
    await database.destroy()
  }
}

async function makeMembers(database: Database): Promise<void> {
  const progress = startProgress('Participants', participants)
  await addMany(database, plan, { count: participants, seed, firstDay: plan.firstDay, progress: progress.update })
  progress.stop()
}

/** One period: first the bare insert, then publishing, roll and settlement; in the other order every second time. */
async function measure(platform: BenchPlatform, round: number): Promise<Round> {
  const bareFirst = round % 2 === 0
  const before = bareFirst ? await bareInsert(platform.database, round) : 0
  const settled = await settlePeriod(platform, round)
  const bareSeconds = bareFirst ? before : await bareInsert(platform.database, round)
  const { charges, closeSeconds, rollSeconds } = settled
  const rate = (seconds: number) => `${seconds.toFixed(2)} s (${(charges / seconds / 1e6).toFixed(2)} M/s)`
  const seconds = rollSeconds + closeSeconds
  say(
    `${charges} charges: bare insert ${rate(bareSeconds)}; roll ${rate(rollSeconds)} and settlement ${rate(closeSeconds)}; ` +
      `ratio ${(bareSeconds / seconds).toFixed(2)}`,
  )
  return { ...settled, bareSeconds }
}

/** The same rows as the roll's: everybody who is in the plan on its day. */
async function bareInsert(database: Database, round: number): Promise<number> {
  await sql`drop table if exists bare_charges`.execute(database)
  await sql`create table bare_charges (like charges including all)`.execute(database)
  if (distributed) {
    await sql`
      select create_distributed_table('bare_charges', 'participant_id', colocate_with => 'participants')`.execute(
      database,
    )
  }
  const day = monthOf(round).toPlainDate({ day: 7 })
  const took = await quiet(database, () =>
    sql`
      insert into bare_charges (period_id, participant_id, payer_person_id)
      select 1, participant_id, payer_person_id from participants
      where plan_code = ${plan.plan} and joined_on < ${day} and (ended_on is null or ended_on >= ${day})`.execute(
      database,
    ),
  )
  await sql`drop table bare_charges`.execute(database)
  return took
}

async function settlePeriod(platform: BenchPlatform, round: number): Promise<Omit<Round, 'bareSeconds'>> {
  const { clock, database } = platform
  const month = monthOf(round)
  const command = (verb: string) => ({
    key: `${verb}:${month}`,
    actor: system,
    planCode: plan.plan,
    code: `${month}-A`,
  })
  clock.set(`${month}-01T04:00:00Z`)
  await approveCases(platform, round)
  clock.set(`${month}-07T04:00:00Z`)
  const published = await publishPeriod(platform, command('publish'))
  if (!published.accepted) throw new Error(published.refusal.code)
  clock.set(`${month}-14T04:00:00Z`)
  const progress = startProgress('Settling', 1_000)
  let rolledAt = 0
  const close = () =>
    closePeriod(platform, command('close'), (done, of, stage: SettleStage) => {
      if (stage === 'roll' && done === of) rolledAt = performance.now()
      progress.update(Math.floor((done * 1_000) / of), stage)
    })
  const began = { at: 0 }
  let outcome = null as Awaited<ReturnType<typeof close>> | null
  const took = await quiet(database, async () => {
    began.at = performance.now()
    outcome = await close()
  })
  progress.stop()
  if (!outcome?.accepted) throw new Error(`not settled: ${JSON.stringify(outcome)}`)
  await requireSameAgain(database, outcome.event.answer, close)
  const rollSeconds = (rolledAt - began.at) / 1_000
  return { charges: Number(outcome.event.answer.participants), rollSeconds, closeSeconds: took - rollSeconds }
}

/** As many cases as half a month has, of people who are in the plan, all over it. */
async function approveCases(platform: BenchPlatform, round: number): Promise<void> {
  const cases = casesAmong(participants)
  const { rows } = await sql<{ participant_id: bigint; over_forty: boolean }>`
    select distinct on (n) participant_id, birth_date < ${monthOf(round).toPlainDate({ day: 1 })}::date - interval '40 years' as over_forty
    from generate_series(0, ${cases}::integer - 1) n
    join participants on participant_id between n * ${participants}::bigint / ${cases} + ${round * 40} + 1
      and n * ${participants}::bigint / ${cases} + ${round * 40} + 40
    where ended_on is null order by n, participant_id`.execute(platform.database)
  for (const [at, { over_forty, participant_id: participantId }] of rows.entries()) {
    const caseReference = `${String(round).padStart(4, '0')}-${String(at).padStart(4, '0')}`
    const payoutFen = over_forty ? 10_000_000n : 30_000_000n
    await approveCase(platform, plan, { caseReference, participantId, payoutFen, on: `${monthOf(round)}-01` })
  }
}

/** The same close again is answered as before and adds nothing. */
async function requireSameAgain(database: Database, answer: unknown, close: () => ReturnType<typeof closePeriod>) {
  const counts = async () =>
    (
      await sql<{ found: string }>`
        select concat_ws(' ', (select sum(counted) from roll_slices), (select count(*) from ledger_postings),
          (select count(*) from journal_events), (select count(*) from charge_chunks), (select count(*) from period_cases)) as found`.execute(
        database,
      )
    ).rows[0]!.found
  const before = await counts()
  const again = await close()
  if (!again.accepted || !isDeepStrictEqual(again.event.answer, answer))
    throw new Error('settling again gives another answer')
  if ((await counts()) !== before) throw new Error('settling again added something')
}

/** Each audit, which compares every charge with the memberships and the books with the charges. */
async function requireExact(database: Database): Promise<void> {
  const progress = startProgress('Audits', 100)
  const findings = await runAudits(database, {
    progress: (done, of, name) => progress.update(Math.floor((done * 100) / of), name),
  })
  progress.stop()
  if (findings.length > 0) throw new Error(findings.map((finding) => JSON.stringify(finding)).join('\n'))
}

async function tell(database: Database, makeSeconds: number, measured: readonly Round[]): Promise<number> {
  const of = (figure: (round: Round) => number) => median(measured.map(figure))
  const seconds = (round: Round) => round.rollSeconds + round.closeSeconds
  const ratio = of((round) => round.bareSeconds / seconds(round))
  const sizeOf = distributed ? sql`citus_total_relation_size` : sql`pg_total_relation_size`
  const { rows } = await sql<{ version: string; bytes: bigint }>`
    select current_setting('server_version') as version, ${sizeOf}(('charges_' || max(period_id))::regclass) as bytes from periods`.execute(
    database,
  )
  const charges = of((round) => round.charges)
  const residentMb = Math.round(process.resourceUsage().maxRSS / 1_024)
  const figures = {
    participants,
    charges,
    rounds,
    seed,
    cases: casesAmong(participants),
    makeSeconds: rounded(makeSeconds),
    bareSeconds: rounded(of((round) => round.bareSeconds)),
    rollSeconds: rounded(of((round) => round.rollSeconds)),
    closeSeconds: rounded(of((round) => round.closeSeconds)),
    seconds: rounded(of(seconds)),
    ratio: rounded(ratio),
    microsecondsPerCharge: rounded(of((round) => (seconds(round) * 1e6) / round.charges)),
    bareMicrosecondsPerCharge: rounded(of((round) => (round.bareSeconds * 1e6) / round.charges)),
    residentMb,
    bytesPerCharge: Math.round(Number(rows[0]!.bytes) / charges),
    postgres: rows[0]!.version,
  }
  say(
    `median: settling has ${ratio.toFixed(2)} of the speed of a bare insert (at least ${leastRatio}); ${residentMb} MB resident at most`,
  )
  if (given.json) say(JSON.stringify(figures))
  return ratio >= leastRatio ? 0 : 1
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function rounded(value: number): number {
  return Number(value.toPrecision(4))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}

/** Seconds of a work into which nothing falls that an earlier one left to write. */
async function quiet(database: Database, work: () => Promise<unknown>): Promise<number> {
  await sql`checkpoint`.execute(database)
  if (distributed) await sql`select run_command_on_workers('checkpoint')`.execute(database)
  return secondsOf(work)
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

function monthOf(round: number): Temporal.PlainYearMonth {
  return firstMonth.add({ months: round })
}

type BenchPlatform = Platform & { readonly clock: ReturnType<typeof testClock> }

function benchPlatform(database: Database): BenchPlatform {
  const dice = testDice(`bench ${seed}`)
  return {
    database,
    dice,
    clock: testClock(`${firstMonth}-01T04:00:00Z`),
    vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
    logger: pino({ level: 'silent' }),
  }
}
