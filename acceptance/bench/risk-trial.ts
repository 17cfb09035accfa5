import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultRiskWeights } from '@tongzhou/core'
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
import { firstTenth, kindTable, type ScoredCase, signalTable, summary } from './risk-trial/report.ts'
import { makeHonestCase, makeHospitals, tieHonestCases } from './risk-trial/trial-case.ts'
import { scoresOf, workQueue } from './risk-trial/work-queue.ts'

/**
 * The risk signals on made-up cases with planted frauds: `npm run bench:risk [-- honest-cases seed]`. Real files go through the real
 * intake. Prints the tables of docs/risk-signals.md, and ends with a fault where fewer than `wantedShare` of the frauds are found.
 */
const honest = Number(process.argv[2] ?? 2_400)
const seed = process.argv[3] ?? 'risk trial'
const planCode = 'critical-illness'
/** Of the planted frauds, in the first tenth of the queue as it is worked. */
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
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const byReference = await liveThrough(trial, cases, say)
  const untouched = await scoresOf(trial, byReference)
  const opened = await workQueue(trial, byReference, chance.fork('reviewers'), say)
  report(untouched, await scoresOf(trial, byReference), opened, Math.floor((performance.now() - began) / 1_000))
}

/** First the queue as it stands before anybody has decided anything, then the cases that were opened, working it from the top. */
function report(
  untouched: readonly ScoredCase[],
  worked: readonly ScoredCase[],
  opened: ReadonlySet<string>,
  seconds: number,
): void {
  const tenth = firstTenth(untouched)
  const first = worked.filter(({ reference }) => opened.has(reference))
  const percent = (part: number, whole: number) => `${Math.floor((part / whole) * 1_000) / 10} %`
  const told = ({ found, planted, traced }: ReturnType<typeof summary>) =>
    `${found} of ${planted} planted, ${percent(found, planted)}; of the plain and usual ones ${traced.found} of ${traced.planted}, ${percent(traced.found, traced.planted)}`
  const result = summary(worked, first)
  const before = `before anybody decides: ${told(summary(untouched, tenth))}; the last has ${tenth.at(-1)!.score} points`
  const missed = worked.filter(({ one, reference }) => one.planted && !opened.has(reference))
  const missedLines = missed.map(
    ({ one, points, score }) => `${one.planted!.kind} ${one.planted!.degree} ${score} ${JSON.stringify(points)}`,
  )
  process.stderr.write(`planted and not opened:\n${missedLines.join('\n')}\n`)
  const lines = [
    `${worked.length} cases, seed "${seed}", the first ${first.length} of the queue, ${seconds} s.`,
    before,
    `worked from the top: ${told(result)}`,
    '',
    ...signalTable(worked),
    '',
    ...kindTable(worked, first),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (result.share < wantedShare) process.exitCode = 1
}
