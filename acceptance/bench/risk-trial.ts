import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultRiskWeights, type RiskSignalCode } from '@tongzhou/core'
import { sql } from 'kysely'
import pino from 'pino'
import { insertRiskSettings } from '../../packages/platform/src/claims/risk/store.ts'
import { seededChance } from '../../packages/platform/src/demo/chance.ts'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { createVault } from '../../packages/platform/src/identity/index.ts'
import { loadShippedPlans, planVersion } from '../../packages/platform/src/plans/index.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import { testClock } from '../../packages/platform/test/platform.ts'
import { attestingMember, liveThrough } from './risk-trial/live-through.ts'
import { frauds, plantFrauds } from './risk-trial/plant-frauds.ts'
import { kindTable, type ScoredCase, signalTable, summary } from './risk-trial/report.ts'
import { makeHonestCase, makeHospitals, tieHonestCases } from './risk-trial/trial-case.ts'

/**
 * The risk signals on made-up cases with planted frauds: `npm run bench:risk [-- honest-cases seed]`. Real files go through the real
 * intake. Prints the tables of docs/risk-signals.md, and ends with a fault where fewer than `wantedShare` of the frauds are found.
 */
const honest = Number(process.argv[2] ?? 2_400)
const seed = process.argv[3] ?? 'risk trial'
const planCode = 'critical-illness'
/** Of the planted frauds, in the first tenth of the queue. */
const wantedShare = 0.9

const folder = await mkdtemp(join(tmpdir(), 'tongzhou-risk-trial-'))
const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: false })
const database = openDatabase(server.url, { maxConnections: 8 })
try {
  await runTrial()
} finally {
  await database.destroy()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

async function runTrial(): Promise<void> {
  await migrate(database, await readMigrations())
  const chance = seededChance(seed)
  const dice = chance.fork('dice')
  const vault = createVault({ masterKey: dice.bytes(32), random: (length) => dice.bytes(length) })
  const clock = testClock('2018-12-01T04:00:00Z')
  const platform = { database, databaseUrl: server.url, clock, dice, vault, logger: pino({ level: 'silent' }) }
  await loadShippedPlans(platform)
  const hospitals = makeHospitals(chance.fork('hospitals'))
  const attestingHospitals = hospitals
    .filter(({ attests }) => attests)
    .map(({ name }) => ({ hospital: name, member: attestingMember }))
  await insertRiskSettings(planCode, { weights: defaultRiskWeights, attestingHospitals }, 1n, clock.now()).execute(
    database,
  )
  const one = chance.fork('cases')
  const cases = Array.from({ length: honest + frauds }, (_, index) =>
    makeHonestCase(one.fork(String(index)), index, hospitals),
  )
  tieHonestCases(chance.fork('ties'), cases.slice(frauds))
  plantFrauds(chance.fork('frauds'), cases, hospitals)
  const trial = {
    platform,
    files: await openFolderStore(join(folder, 'files')),
    plan: await planVersion(database, planCode, 1),
    seeds: chance.fork('papers'),
  }
  const began = performance.now()
  const byReference = await liveThrough(trial, cases, (text) => process.stderr.write(`${text}\n`))
  const seconds = Math.floor((performance.now() - began) / 1_000)
  const { rows } = await sql<{
    case_reference: string
    score: number
    points: Partial<Record<RiskSignalCode, number>>
  }>`
    select case_reference, score, points from claim_risks join claims using (claim_id)`.execute(database)
  const scored = rows.map(
    ({ case_reference, points, score }): ScoredCase => ({ one: byReference.get(case_reference)!, points, score }),
  )
  report(scored, seconds)
}

function report(scored: readonly ScoredCase[], seconds: number): void {
  const { cases, found, lastScore, planted, share, top, traced } = summary(scored)
  const line = `${cases} cases (${planted} planted), seed "${seed}": ${found} of the planted in the first ${top} of the queue, ${Math.floor(share * 1_000) / 10} %; of the plain and usual ones ${traced.found} of ${traced.planted}, ${Math.floor((traced.found / traced.planted) * 1_000) / 10} %; the last of these has ${lastScore} points; ${seconds} s.`
  const missed = scored.filter(({ one, score }) => one.planted && score <= lastScore)
  const missedLines = missed.map(
    ({ one, points, score }) => `${one.planted!.kind} ${one.planted!.degree} ${score} ${JSON.stringify(points)}`,
  )
  process.stderr.write(`planted at or below the last score:\n${missedLines.join('\n')}\n`)
  process.stdout.write(`${[line, '', ...signalTable(scored), '', ...kindTable(scored)].join('\n')}\n`)
  if (share < wantedShare) process.exitCode = 1
}
