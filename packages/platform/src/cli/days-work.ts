import { dayOf, type PlanVersion, periodsOfMonth, versionInForce } from '@tongzhou/core'
import { sql } from 'kysely'
import { claimDeadlines } from '../claims/index.ts'
import { type Outcome, system } from '../commit/commit.ts'
import { eachApart } from '../commit/each-apart.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { isFinal, type LeafFile, sequenceAll } from '../journal/index.ts'
import { ageOut, countParticipants, recordRoll } from '../participants/index.ts'
import { type PaymentGateway, paymentsOfDay, reconcileDay } from '../payments/index.ts'
import { planCodes, planVersions } from '../plans/index.ts'
import { logSuspensions } from '../review-board/index.ts'
import {
  closePeriod,
  countDecisions,
  endCover,
  openPeriods,
  publishPeriod,
  takeRoll,
  watchMinimum,
} from '../sharing/index.ts'

/** What the day's work uses besides the database. */
export interface DayTools {
  readonly gateway: PaymentGateway
  readonly leafFile: LeafFile
  /** Told what is being done, for progress. */
  readonly onStep?: (plan: string, step: string) => void
}

/** What the calendar did to one plan. */
export interface PlanDay {
  readonly plan: string
  readonly day: string
  readonly agedOut: number
  readonly casesMoved: number
  readonly published: readonly string[]
  readonly settled: readonly string[]
  readonly runOffAnnounced: boolean
}

/**
 * Everything that the calendar asks of all plans today, in the order in which the rules build on each other: ends by age
 * before the roll, deadlines before publicity, publicity before sharing, sharing before collection, all of it on the log before
 * payouts. Each step is keyed, so the day may run twice, late, or again after a kill. The server runs it every few minutes;
 * `tongzhou daily` runs it once.
 */
export async function workOfDay(platform: Platform, tools: DayTools): Promise<readonly PlanDay[]> {
  const days: PlanDay[] = []
  const plans = await planCodes(platform.database)
  const workOf = (plan: string) => async () => {
    const done = await workOfPlan(platform, tools, plan)
    if (done) days.push(done)
  }
  // A plan that can't go on keeps no other waiting.
  await eachApart(
    [
      ...plans.map(workOf),
      () => logSuspensions(platform),
      () => sequenceAll(platform, tools.leafFile),
      () => reconcileDue(platform, tools.gateway),
    ],
    (step) => step(),
  )
  return days
}

/** Gateways of China close their books by this zone's days. */
const gatewayTimeZone = 'Asia/Shanghai'
/** Days made up for after a long stop; older statements are a matter for people. */
const mostDaysReconciled = 31

/** Compares every day that is over, and was not compared yet, with the gateway's statement of it. */
async function reconcileDue(platform: Platform, gateway: PaymentGateway): Promise<void> {
  const yesterday = dayOf(platform.clock.now(), gatewayTimeZone).subtract({ days: 1 })
  const { rows } = await sql<{ day: Temporal.PlainDate | null }>`
    select max(day) as day from statements_compared`.execute(platform.database)
  const compared = rows[0]?.day ?? yesterday.subtract({ days: 1 })
  const missing = compared.until(yesterday, { largestUnit: 'day' }).days
  for (let back = Math.min(missing, mostDaysReconciled) - 1; back >= 0; back -= 1) {
    const outcome = await reconcileDay(platform, gateway, yesterday.subtract({ days: back }))
    if (!outcome.accepted) throw new Error(`a statement was not compared: ${outcome.refusal.code}`)
    const { differences } = outcome.event.answer
    if (differences > 0) platform.logger.warn({ differences }, "the gateway's statement differs: finance has to look")
  }
}

async function workOfPlan(platform: Platform, tools: DayTools, planCode: string): Promise<PlanDay | null> {
  const versions = await planVersions(platform.database, planCode)
  const now = platform.clock.now()
  const today = dayOf(now, versions[0]!.timeZone)
  const plan = versionInForce(versions, today)
  // A plan whose first day has not come.
  if (!plan) return null
  const step = (name: string) => tools.onStep?.(planCode, name)
  step('memberships')
  await recordRoll(platform, plan, today.subtract({ days: 1 }))
  const agedOut = await ageOut(platform, plan, today)
  await endCover(platform, planCode, today)
  step('claims')
  const casesMoved = await claimDeadlines(platform, planCode, today)
  step('publicity')
  const published = await publishDue(platform, plan, today)
  step('sharing')
  const settled = await settleDue(platform, planCode, today)
  const runOff = await watchMinimum(platform, planCode, today)
  step('figures')
  await countParticipants(platform, planCode, today)
  await countDecisions(platform, plan, today)
  step('log')
  await sequenceAll(platform, tools.leafFile)
  step('payments')
  await paymentsOfDay(platform, tools.gateway, { planCode, today, isFinal: caseIsFinal })
  const day = today.toString()
  return { plan: planCode, day, agedOut, casesMoved, published, settled, runOffAnnounced: runOff !== null }
}

/** Publishes periods whose day has come, and takes their rolls; the codes of those published now. */
async function publishDue(platform: Platform, plan: PlanVersion, today: Temporal.PlainDate): Promise<string[]> {
  const month = today.toPlainYearMonth()
  const near = [...periodsOfMonth(plan, month.subtract({ months: 1 })), ...periodsOfMonth(plan, month)]
  const published: string[] = []
  for (const { code, publicityDay, sharingDay } of near) {
    const isDue =
      Temporal.PlainDate.compare(publicityDay, today) <= 0 && Temporal.PlainDate.compare(today, sharingDay) < 0
    if (!isDue) continue
    const command = { key: `publish:${plan.plan}:${code}`, actor: system, planCode: plan.plan, code }
    const outcome = await publishPeriod(platform, command)
    if (unlessIn(outcome, ['period-already-published', 'publicity-too-late', 'cases-not-final']) === 'done')
      published.push(code)
    // The first minutes of the day may still see joins written as of yesterday: the next round takes the roll.
    if (outcome.accepted) unlessIn(await takeRoll(platform, plan.plan, code), ['roll-already-taken', 'roll-too-early'])
  }
  return published
}

/** Settles periods whose sharing day has come, oldest first; the codes of those settled now. */
async function settleDue(platform: Platform, planCode: string, today: Temporal.PlainDate): Promise<string[]> {
  const settled: string[] = []
  for (const { code, sharingDay } of await openPeriods(platform.database, planCode)) {
    if (Temporal.PlainDate.compare(today, sharingDay) < 0) continue
    const command = { key: `settle:${planCode}:${code}`, actor: system, planCode, code }
    if (unlessIn(await closePeriod(platform, command), ['period-already-settled', 'cases-not-final']) === 'done')
      settled.push(code)
  }
  return settled
}

/** `done` where it was carried out now. A refusal of the given codes says that there was nothing to do; any other throws. */
function unlessIn<Answer>(
  outcome: Outcome<Answer> | { readonly accepted: false; readonly refusal: { readonly code: string } },
  nothingToDo: readonly string[],
): 'done' | 'nothing-to-do' {
  if (outcome.accepted) return outcome.event.repeated ? 'nothing-to-do' : 'done'
  if (nothingToDo.includes(outcome.refusal.code)) return 'nothing-to-do'
  throw new Error(`the day's work was refused: ${outcome.refusal.code}`)
}

/** Whether every entry of a case is final: countersigned by the quorum, where the log has a consortium. */
export function caseIsFinal(reader: Reader, caseReference: string): Promise<boolean> {
  return isFinal(reader, `claim/${caseReference}`)
}
