import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { turnTriggersOff } from '../../test/database.ts'
import { addMembers } from '../../test/made-up-period.ts'
import {
  freshFamily,
  freshMembers,
  freshPeriod,
  freshPlan,
  imbalances,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { cancelAgreement } from './agree-to-debits.ts'
import { collectPeriod } from './collect-period.ts'
import type { DebitBatch } from './gateway.ts'

const platform = await testPlatform()
let payments: TestPayments

beforeEach(async () => {
  payments = await startPayments(platform, {}, { debitsPerBatch: 10 })
  platform.clock.set('2020-06-14T04:00:00Z')
  await payments.day('2020-06-14')
})

afterEach(async () => {
  await payments.built.close()
  expect(await imbalances(platform)).toEqual([])
})

async function paidIn(periodId: bigint): Promise<bigint[]> {
  const { rows } = await sql<{ participant_id: bigint }>`
    select participant_id from charge_payments where period_id = ${periodId} order by participant_id`.execute(
    platform.database,
  )
  return rows.map((row) => row.participant_id)
}

async function failuresIn(periodId: bigint): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select participant_id || ' ' || attempt_no || ' ' || reason as text from failed_collections
    where period_id = ${periodId} order by participant_id, attempt_no`.execute(platform.database)
  return rows.map((row) => row.text)
}

const account = (person: bigint, changes: object) => ({
  accountToken: `account-${person}`,
  failures: 0,
  reason: 'insufficient-funds',
  balanceFen: null,
  ...changes,
})

describe('an attempt to collect a period', () => {
  test('brings every share in once, books the total and tells the log, batch by batch', async () => {
    const plan = await freshPlan(platform)
    const members = await freshMembers(platform, plan, 25)
    const periodId = await freshPeriod(platform, plan, members)
    const runs: number[] = []
    const run = await collectPeriod(platform, payments.gateway, periodId, 1, (so_far) => runs.push(so_far.collected))
    expect(run).toEqual({ collected: 25, failed: 0, open: 0, withoutAgreement: 0 })
    expect(runs).toEqual([10, 20, 25])
    expect(await paidIn(periodId)).toEqual(members.map((member) => member.participantId))
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(7_500n)
    expect(await balanceOf(platform.database, plan.plan, 'participants-receivable')).toBe(0n)
    expect(await payments.summary()).toMatchObject({ debits: '25', collectedFen: '7500' })
    const { rows } = await sql<{ entry: string }>`
      select entry from journal_events where kind = 'charges-collected' and subject like ${`period/${plan.plan}/%`}
      order by event_no`.execute(platform.database)
    expect(rows.map((row) => JSON.parse(row.entry).facts)).toEqual([
      { batch: `b.${periodId}.1.1`, collected: 10, amountFen: '3000' },
      { batch: `b.${periodId}.1.2`, collected: 10, amountFen: '3000' },
      { batch: `b.${periodId}.1.3`, collected: 5, amountFen: '1500' },
    ])
  })

  test('run again does nothing more', async () => {
    const plan = await freshPlan(platform)
    const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 12))
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const again = await collectPeriod(platform, payments.gateway, periodId, 1)
    expect(again).toEqual({ collected: 0, failed: 0, open: 0, withoutAgreement: 0 })
    expect(await payments.summary()).toMatchObject({ debits: '12' })
  })

  test('run five times at once collects each share once', async () => {
    const plan = await freshPlan(platform)
    const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 45))
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => collectPeriod(platform, payments.gateway, periodId, 1)),
    )
    // Whoever was quicker counted it; nobody counted what another run did.
    expect(runs.reduce((sum, run) => sum + run.collected, 0)).toBe(45)
    expect(await paidIn(periodId)).toHaveLength(45)
    expect(await payments.summary()).toMatchObject({ debits: '45', collectedFen: '13500' })
  })

  test('asks for what failed again, under another key, and not for what was paid', async () => {
    const plan = await freshPlan(platform)
    const [first, second] = await freshMembers(platform, plan, 2)
    const periodId = await freshPeriod(platform, plan, [first!, second!])
    await payments.admin('accounts', account(second!.participantId, { failures: 1 }))
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toMatchObject({ collected: 1, failed: 1 })
    expect(await failuresIn(periodId)).toEqual([`${second!.participantId} 1 insufficient-funds`])
    expect(await collectPeriod(platform, payments.gateway, periodId, 2)).toMatchObject({ collected: 1, failed: 0 })
    expect(await paidIn(periodId)).toHaveLength(2)
    // The first attempt is over: its late run neither asks nor fails.
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toMatchObject({ collected: 0, failed: 0 })
    expect(await payments.summary()).toMatchObject({ debits: '3', collected: '2' })
  })

  test('covers the payer first and the family in joining order when money is short', async () => {
    const plan = await freshPlan(platform)
    const [parent] = await freshMembers(platform, plan, 1)
    // The children have joined earlier than the parent's other half of the roll: numbers lower than the parent's.
    const family = await freshFamily(platform, plan, parent!.participantId, 2)
    const others = await freshMembers(platform, plan, 15)
    const late = await freshFamily(platform, plan, parent!.participantId, 1)
    const periodId = await freshPeriod(platform, plan, [...family, parent!, ...others, ...late])
    await payments.admin('accounts', account(parent!.participantId, { balanceFen: '700' }))
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const paid = await paidIn(periodId)
    expect(paid).toContain(parent!.participantId)
    expect(paid).toContain(family[0]!.participantId)
    expect(paid).not.toContain(family[1]!.participantId)
    expect(paid).not.toContain(late[0]!.participantId)
  })

  test('asks payers first who joined after their children', async () => {
    const plan = await freshPlan(platform)
    const parentId = 800_001n
    const child = { participantId: 700_001n, payerPersonId: parentId }
    await addMembers(platform.database, plan, [child, { participantId: parentId }])
    const periodId = await freshPeriod(platform, plan, [child, { participantId: parentId }])
    await sql`
      insert into payment_agreements (agreement_id, payer_person_id, account_token, agreed_at)
      values (gen_random_uuid(), ${parentId}, ${`account-${parentId}`}, now())`.execute(platform.database)
    await payments.admin('accounts', account(parentId, { balanceFen: '300' }))
    await collectPeriod(platform, payments.gateway, periodId, 1)
    expect(await paidIn(periodId)).toEqual([parentId])
  })

  test('does not debit whoever took the agreement back; the share has failed without being asked for', async () => {
    const plan = await freshPlan(platform)
    const [gone, stays] = await freshMembers(platform, plan, 2)
    const actor = { role: 'participant' as const, personId: gone!.participantId }
    expect(await cancelAgreement(platform, { key: 'cancel-agreement', actor })).toMatchObject({ accepted: true })
    expect(await cancelAgreement(platform, { key: 'cancel-again', actor })).toMatchObject({ accepted: false })
    const periodId = await freshPeriod(platform, plan, [gone!, stays!])
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toEqual({
      collected: 1,
      failed: 0,
      open: 0,
      withoutAgreement: 1,
    })
    expect(await failuresIn(periodId)).toEqual([`${gone!.participantId} 1 no-agreement`])
    expect(await payments.summary()).toMatchObject({ debits: '1' })
  })

  test('leaves the exempted alone', async () => {
    const plan = await freshPlan(platform)
    const members = await freshMembers(platform, plan, 2)
    const periodId = await freshPeriod(platform, plan, members)
    const exempt = members[0]!.participantId
    await sql`insert into charge_exemptions values (${periodId}, ${exempt}, 'died')`.execute(platform.database)
    await collectPeriod(platform, payments.gateway, periodId, 1)
    expect(await paidIn(periodId)).toEqual([members[1]!.participantId])
    // The made-up settlement charged the exempted too; the sharing does not.
    await platform.database.transaction().execute(async (transaction) => {
      await turnTriggersOff(transaction)
      await sql`delete from charge_exemptions`.execute(transaction)
    })
  })
})

describe('an answer that does not come', () => {
  test.each(['slow', 'lost'] as const)('is asked for: a %s answer to a batch debits once', async (fault) => {
    const plan = await freshPlan(platform)
    const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 3))
    await payments.admin('answer-faults', { route: 'batches', fault })
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toMatchObject({ collected: 3 })
    expect(await payments.summary()).toMatchObject({ debits: '3', collectedFen: '900' })
  })

  test('keeps its debits open: no other attempt asks for them until the first is known', async () => {
    const plan = await freshPlan(platform)
    const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 3))
    // All tries of sending, so nobody knows; then all tries of asking in the next attempt.
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'batches', fault: 'lost' })
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toMatchObject({ collected: 0, open: 3 })
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'outcomes', fault: 'lost' })
    expect(await collectPeriod(platform, payments.gateway, periodId, 2)).toMatchObject({ collected: 0, open: 3 })
    expect(await payments.summary()).toMatchObject({ debits: '3' })
    expect(await collectPeriod(platform, payments.gateway, periodId, 2)).toMatchObject({ collected: 3, open: 0 })
    expect(await payments.summary()).toMatchObject({ debits: '3', collectedFen: '900' })
  })
})

test('a batch that arrived is asked for, never sent again', async () => {
  const plan = await freshPlan(platform)
  const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 3))
  const sent: string[] = []
  const counting = {
    ...payments.gateway,
    collect: (batch: DebitBatch) => {
      sent.push(batch.key)
      return payments.gateway.collect(batch)
    },
  }
  for (let tries = 0; tries < 4; tries += 1) await payments.admin('answer-faults', { route: 'batches', fault: 'lost' })
  expect(await collectPeriod(platform, counting, periodId, 1)).toMatchObject({ open: 3 })
  expect(await collectPeriod(platform, counting, periodId, 1)).toMatchObject({ collected: 3 })
  expect(sent).toEqual([`b.${periodId}.1.1`])
})

describe('late outcomes', () => {
  let slow: TestPayments
  beforeAll(async () => {
    slow = await startPayments(
      platform,
      { seed: 'late', lateOutcomeMs: 2 * 86_400_000, rates: { lateOutcome: 0.3, insufficientFunds: 0.2 } },
      { debitsPerBatch: 10 },
    )
  })
  afterAll(() => slow.built.close())

  test('are applied when they come, each once, and the rest meanwhile', async () => {
    const plan = await freshPlan(platform)
    const periodId = await freshPeriod(platform, plan, await freshMembers(platform, plan, 40))
    await slow.day('2020-06-14')
    const first = await collectPeriod(platform, slow.gateway, periodId, 1)
    expect(first.open).toBeGreaterThan(0)
    expect(first.collected + first.failed + first.open).toBe(40)
    await slow.day('2020-06-15')
    expect((await collectPeriod(platform, slow.gateway, periodId, 1)).open).toBe(first.open)
    await slow.day('2020-06-16')
    const last = await collectPeriod(platform, slow.gateway, periodId, 1)
    expect(last.open).toBe(0)
    expect(first.collected + first.failed + last.collected + last.failed).toBe(40)
    expect(await paidIn(periodId)).toHaveLength(first.collected + last.collected)
    expect(await slow.summary()).toMatchObject({ debits: '40', collected: String(first.collected + last.collected) })
  })
})
