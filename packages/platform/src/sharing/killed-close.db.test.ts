import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { untilItIsGone, untilItWaitsFor } from '../../test/waiting.ts'
import { runAudits } from '../audits/run-audits.ts'
import { system } from '../commit/commit.ts'
import type { Write } from '../commit/platform.ts'
import { trialBalance } from '../ledger/index.ts'
import { closePeriod } from './close-period.ts'
import { publishPeriod } from './publish-period.ts'
import { loadPeriod, participantsPerSlice, rollSlices } from './store.ts'

const platform = await testPlatform('2020-06-01')
const { database, clock, databaseUrl } = platform
const code = '2020-06-A'
const application = 'close-period-process'
const sharingNoon = '2020-06-14T04:00:00Z'
const members = 500
/** Few people over many slices. */
const slices = 10

/** A published period of 500 participants with one case of 1,000,000 fen. */
async function publishedPeriod(plan: PlanVersion, first: bigint): Promise<bigint> {
  clock.set('2020-06-01T04:00:00Z')
  await loadTestPlan(platform, plan)
  const step = BigInt((participantsPerSlice * slices) / members)
  await addParticipants(database, plan, { first, count: members, step, joinedOn: '2020-01-05' })
  const caseReference = `KN${first}`.padEnd(8, '0').replace(/^(.{4})(.{4}).*$/, '$1-$2')
  await approveCase(platform, plan, { caseReference, participantId: first, payoutFen: 1_000_000n, on: '2020-05-20' })
  clock.set('2020-06-07T04:00:00Z')
  const published = await publishPeriod(platform, {
    key: `publish:${plan.plan}`,
    actor: system,
    planCode: plan.plan,
    code,
  })
  if (!published.accepted) throw new Error(published.refusal.code)
  clock.set(sharingNoon)
  return (await loadPeriod(database, plan.plan, code))!.periodId
}

function closeInProcess(planCode: string): ChildProcess {
  const program = join(import.meta.dirname, '../../test/close-period-process.ts')
  return spawn(process.execPath, [program, databaseUrl, planCode, code, sharingNoon], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Starts a close that has to wait for `row`, kills it with SIGKILL when it waits for that and `besides` is so, and lets its transaction die. */
async function killWhileItWaitsFor(row: Write, planCode: string, besides = async () => true): Promise<void> {
  await database.transaction().execute(async (holder) => {
    await row.execute(holder)
    const child = closeInProcess(planCode)
    const ended = once(child, 'exit')
    await untilItWaitsFor(database, holder, application)
    await until(besides)
    child.kill('SIGKILL')
    const [, signal] = await ended
    expect(signal).toBe('SIGKILL')
  })
  await untilItIsGone(database, application)
}

/** Asks again until the other process is where the test wants it; the test's own limit of time ends it. */
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sql`select pg_sleep(0.01)`.execute(database)
}

/** The totals that an undisturbed run has: 499 share 1,080,000 fen. */
async function expectUndisturbedTotals(planCode: string): Promise<void> {
  const stored = (await loadPeriod(database, planCode, code))!
  expect(stored).toMatchObject({ status: 'settled', rollCount: 500n })
  expect(stored.figures).toMatchObject({ participants: 499n, shareFen: 2_165n, carryOutFen: 335n })
  const { rows } = await sql`
    select count(*) as charges, count(distinct participant_id) as people from charges
    where period_id = ${stored.periodId}`.execute(database)
  expect(rows).toEqual([{ charges: 500n, people: 500n }])
  const receivable = (await trialBalance(database, planCode)).find((line) => line.account === 'participants-receivable')
  expect(receivable!.debitFen).toBe(1_080_335n)
  expect(await runAudits(database)).toEqual([])
}

test('a close that is killed in the middle of a slice of the roll goes on with that slice', async () => {
  const plan = { ...testPlan, plan: 'killed-in-roll' }
  const periodId = await publishedPeriod(plan, 1_000n)
  const fourth = sql`select 1 from roll_slices where period_id = ${periodId} and slice_no = 4 for update`
  const taken = async () => (await rollSlices(database, periodId)).map((slice) => slice.counted !== null)
  // Two slices are taken at once: the third may still be on its way when the fourth waits.
  await killWhileItWaitsFor(fourth, plan.plan, async () => (await taken()).slice(0, 3).every(Boolean))
  const counted = await taken()
  // Another slice was taken meanwhile, and perhaps the next ones.
  expect(counted.slice(0, 4)).toEqual([true, true, true, false])
  const { rows } = await sql<{ charges: bigint }>`
    select count(*) as charges from charges where period_id = ${periodId}
      and participant_id between ${3n * BigInt(participantsPerSlice)} and ${4n * BigInt(participantsPerSlice) - 1n}`.execute(
    database,
  )
  expect(rows).toEqual([{ charges: 0n }])

  const closed = await closePeriod(platform, { key: 'again', actor: system, planCode: plan.plan, code })
  expect(closed.accepted).toBe(true)
  await expectUndisturbedTotals(plan.plan)
})

test('a close that is killed in its settlement has settled nothing, and settles it the second time', async () => {
  const plan = { ...testPlan, plan: 'killed-in-settlement' }
  await publishedPeriod(plan, 20_001_000n)
  const claim = sql`select 1 from claims where plan_code = ${plan.plan} for update`
  await killWhileItWaitsFor(claim, plan.plan)
  expect(await loadPeriod(database, plan.plan, code)).toMatchObject({ status: 'rolled', figures: null })
  expect(await trialBalance(database, plan.plan)).toEqual([])

  // The same command as the killed one: it had not burnt its key.
  const closed = await closePeriod(platform, { key: `close:${code}`, actor: system, planCode: plan.plan, code })
  expect(closed).toMatchObject({ accepted: true, event: { repeated: false } })
  await expectUndisturbedTotals(plan.plan)
})

test('two processes and this one closing the same period do the work once', async () => {
  const plan = { ...testPlan, plan: 'closed-by-three' }
  await publishedPeriod(plan, 40_001_000n)
  const children = [closeInProcess(plan.plan), closeInProcess(plan.plan)]
  const exits = children.map((child) => once(child, 'exit'))
  const own = await closePeriod(platform, { key: 'own', actor: system, planCode: plan.plan, code })
  const codes = (await Promise.all(exits)).map(([exitCode]) => exitCode)
  // The two processes have one key: either both carried it out (one as a repetition) or this one was first.
  expect(own.accepted ? codes : [...codes, own.refusal.code]).toEqual(
    own.accepted ? [1, 1] : [0, 0, 'period-already-settled'],
  )
  await expectUndisturbedTotals(plan.plan)
})
