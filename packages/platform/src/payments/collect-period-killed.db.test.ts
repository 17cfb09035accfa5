import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  freshMembers,
  freshPeriod,
  freshPlan,
  imbalances,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { collectPeriod } from './collect-period.ts'

const platform = await testPlatform()
const processFile = join(import.meta.dirname, '../../test/collect-period-process.ts')
let payments: TestPayments

beforeAll(async () => {
  const rates = { insufficientFunds: 0.1, lostAnswer: 0.1, unavailable: 0.05 }
  payments = await startPayments(platform, { rates }, { debitsPerBatch: 10 })
  await payments.day('2020-06-14')
})

afterAll(() => payments.built.close())

function startProcess(periodId: bigint): ChildProcess {
  const { url, noticeKey } = payments.built
  const given = [platform.databaseUrl, url, noticeKey, String(periodId), '1', platform.clock.now().toString()]
  return spawn(process.execPath, [processFile, ...given], { stdio: ['ignore', 'inherit', 'inherit'] })
}

async function batchesMade(periodId: bigint): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from collection_batches where period_id = ${periodId}`.execute(platform.database)
  return Number(rows[0]!.count)
}

/** Runs the process until so many batches are made, then kills it where it stands. */
async function killAfter(periodId: bigint, batches: number): Promise<void> {
  const child = startProcess(periodId)
  const ended = once(child, 'exit')
  const giveUpAt = Date.now() + 20_000
  while ((await batchesMade(periodId)) < batches) {
    if (Date.now() > giveUpAt) throw new Error('the process made no batches')
    await new Promise((wake) => setTimeout(wake, 3))
  }
  child.kill('SIGKILL')
  const [, signal] = await ended
  expect(signal).toBe('SIGKILL')
}

async function totals(planCode: string, periodId: bigint): Promise<unknown> {
  const { rows } = await sql<{ paid: bigint; failed: bigint; open: bigint }>`
    select (select count(*) from charge_payments where period_id = ${periodId}) as paid,
      (select count(*) from failed_collections where period_id = ${periodId}) as failed,
      (select count(*) from collection_batches where period_id = ${periodId} and resolved_at is null) as open`.execute(
    platform.database,
  )
  return { ...rows[0], clearingFen: await balanceOf(platform.database, planCode, 'gateway-clearing') }
}

test('a collection killed four times goes on where it stopped, with the totals of an undisturbed run', async () => {
  const plan = await freshPlan(platform)
  const members = await freshMembers(platform, plan, 300)
  const periodId = await freshPeriod(platform, plan, members)
  for (const batches of [1, 6, 13, 21]) await killAfter(periodId, batches)
  expect(await batchesMade(periodId)).toBeLessThan(30)
  await collectPeriod(platform, payments.gateway, periodId, 1)
  // What was open at a kill is asked for at the start of the next run.
  await collectPeriod(platform, payments.gateway, periodId, 1)
  const disturbed = await totals(plan.plan, periodId)

  const { debits, collected, collectedFen } = await payments.summary()
  expect(debits).toBe('300')
  expect(disturbed).toEqual({
    paid: BigInt(collected!),
    failed: 300n - BigInt(collected!),
    open: 0n,
    clearingFen: BigInt(collectedFen!),
  })
  expect(await imbalances(platform)).toEqual([])

  // The same people, the same keys at a gateway of the same seed, nobody killed.
  const quiet = await startPayments(platform, { rates: { insufficientFunds: 0.1 } })
  try {
    await quiet.day('2020-06-14')
    const debitsOfPeriod = members.map(({ participantId }) => ({
      key: `d.${periodId}.${participantId}.1`,
      accountToken: `account-${participantId}`,
      amountFen: 300n,
    }))
    await quiet.gateway.collect({ key: 'all', debits: debitsOfPeriod })
    expect(await quiet.summary()).toMatchObject({ debits: '300', collected, collectedFen })
  } finally {
    await quiet.built.close()
  }
}, 60_000)
