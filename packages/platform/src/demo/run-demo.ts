import { join } from 'node:path'
import { sql } from 'kysely'
import { type AuditFinding, runAudits } from '../audits/run-audits.ts'
import { workOfDay } from '../cli/days-work.ts'
import { verifyEverything } from '../cli/verify-everything.ts'
import { sequenceAll, type Verdict } from '../journal/index.ts'
import { balanceOf, type TrialBalanceLine, trialBalance } from '../ledger/index.ts'
import { recordFunding, withdrawFee } from '../payments/index.ts'
import { listPeriods, type StoredPeriod } from '../sharing/index.ts'
import { playBoard } from './board-stories.ts'
import { seededChance } from './chance.ts'
import { type DemoFigures, figuresOfDemo } from './demo-figures.ts'
import { prepareDemo } from './prepare-demo.ts'
import { answerOf, type Stage } from './stage.ts'
import { openWorld, type World } from './world.ts'

export interface DemoOptions {
  readonly seed: string
  readonly participants: number
  readonly months: number
  readonly illnessScale: number
  /** Made for the demo and removed at its end. */
  readonly folder: string
  /** An empty database to use instead of an embedded one. */
  readonly databaseUrl?: string
  /** Stops between two simulated days; what was made is removed. */
  readonly signal?: AbortSignal
  /** Told after every simulated day. */
  readonly onProgress?: (done: number, of: number, note: string) => void
}

export interface DemoResult {
  readonly periods: readonly StoredPeriod[]
  readonly figures: DemoFigures
  readonly balance: readonly TrialBalanceLine[]
  readonly auditFindings: readonly AuditFinding[]
  readonly verdict: Verdict
}

/** The first day of the reference's first full year. */
export const demoFirstDay = Temporal.PlainDate.from('2019-01-01')
const timeZone = 'Asia/Shanghai'
/** The calendar's work comes after midnight, when the roll of the day before has settled; people act in the morning. */
const workTime = '00:20'
const peopleTime = '10:00'
const daysBetweenStatistics = 90
/** Preparing, auditing and verifying count as so many days of the progress. */
const daysOfPreparing = 40
const daysOfChecking = 60

/**
 * Plays a plan's years on a simulated clock, day by day: the calendar's work by the same function that the server runs, and what
 * people do by the same verbs that the routes call. Ends with the books, the audits and `verify`.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const chance = seededChance(options.seed)
  const lastDay = demoFirstDay.add({ months: options.months }).subtract({ days: 1 })
  const days = demoFirstDay.until(lastDay, { largestUnit: 'day' }).days + 1
  const total = daysOfPreparing + days + daysOfChecking
  const progress = (done: number, note: string) => options.onProgress?.(done, total, note)
  progress(0, 'preparing')
  const { databaseUrl, folder } = options
  const where = databaseUrl === undefined ? { folder } : { folder, databaseUrl }
  const world = await openWorld({ ...where, chance, firstDay: demoFirstDay, timeZone })
  try {
    await world.moveTo(demoFirstDay, '00:00')
    const size = { participants: options.participants, days, illnessScale: options.illnessScale }
    const stage = await prepareDemo(world, chance, size, folder)
    for (let number = 1; number < days; number += 1) {
      options.signal?.throwIfAborted()
      const day = demoFirstDay.add({ days: number })
      if (number === 1 || day.dayOfYear % daysBetweenStatistics === 0) await gatherStatistics(world)
      await playDay(stage, day)
      progress(daysOfPreparing + number, day.toString())
    }
    await sequenceAll(world.platform, world.leafFile)
    progress(total - daysOfChecking, 'audits')
    await gatherStatistics(world)
    const auditFindings = await runAudits(world.platform.database)
    progress(total - daysOfChecking / 2, 'verify')
    const result = await checked(world, stage, auditFindings)
    progress(total, 'done')
    return result
  } finally {
    await world.close()
  }
}

/** Years pass in minutes: autovacuum, which would have come around every day, has seen nothing of the new tables. */
async function gatherStatistics({ platform }: World): Promise<void> {
  await sql`analyze`.execute(platform.database)
}

async function playDay(stage: Stage, day: Temporal.PlainDate): Promise<void> {
  const { gateway, leafFile, platform } = stage.world
  await stage.world.moveTo(day, workTime)
  await workOfDay(platform, { gateway, leafFile })
  await stage.world.moveTo(day, peopleTime)
  await stage.agenda.play(day)
  await playBoard(stage)
  await keepAccount(stage, day)
}

/** Every month the operator pays in what caps and unpaid shares have cost, and takes out the fee earned in the month. */
async function keepAccount({ plan, staff, world: { platform } }: Stage, day: Temporal.PlainDate): Promise<void> {
  if (day.day !== 15) return
  const actor = staff.finance
  const planCode = plan.plan
  const owedFen = await balanceOf(platform.database, planCode, 'operator-receivable')
  if (owedFen > 0n) {
    const funding = { key: `demo-funding:${day}`, actor, planCode, amountFen: owedFen }
    answerOf(await recordFunding(platform, funding), 'funding')
  }
  const earnedFen = -(await balanceOf(platform.database, planCode, 'management-fee'))
  // Payouts come first: what the account does not hold beyond them waits for the next month.
  const heldFen = await balanceOf(platform.database, planCode, 'gateway-clearing')
  const freeFen = heldFen + (await balanceOf(platform.database, planCode, 'payouts-payable'))
  let amountFen = earnedFen
  if (freeFen < amountFen) amountFen = freeFen
  if (amountFen <= 0n) return
  answerOf(await withdrawFee(platform, { key: `demo-fee:${day}`, actor, planCode, amountFen }), 'taking the fee out')
}

async function checked(world: World, stage: Stage, auditFindings: readonly AuditFinding[]): Promise<DemoResult> {
  const { platform } = world
  const verdict = await verifyEverything(platform, world)
  const newestFirst = await listPeriods(platform.database, stage.plan.plan, { limit: 1_000 })
  return {
    periods: [...newestFirst].reverse(),
    figures: await figuresOfDemo(platform.database, stage),
    balance: await trialBalance(platform.database),
    auditFindings,
    verdict,
  }
}

/** Where a demo keeps its data while it runs. */
export function demoFolder(temporaryFolder: string): string {
  return join(temporaryFolder, `tongzhou-demo-${process.pid}`)
}
