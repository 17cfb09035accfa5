import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  freshMembers,
  freshPeriod,
  freshPlan,
  imbalances,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { loadParticipant } from '../participants/index.ts'
import { askForBatch } from './ask-gateway.ts'
import { giveUpUnpaid } from './give-up-unpaid.ts'
import { payArrears } from './pay-arrears.ts'
import { paymentsOfDay } from './payments-of-day.ts'

const platform = await testPlatform()
let payments: TestPayments

beforeEach(async () => {
  payments = await startPayments(platform)
})

afterEach(async () => {
  await payments.built.close()
  expect(await imbalances(platform)).toEqual([])
})

async function live(planCode: string, from: string, to: string): Promise<void> {
  const last = Temporal.PlainDate.from(to)
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const today = await payments.day(day.toString())
    await paymentsOfDay(platform, payments.gateway, { planCode, today, isFinal: async () => true })
  }
}

async function messagesTo(personId: bigint): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select (written_at at time zone 'Asia/Shanghai')::date || ' ' || kind || ' ' || (facts ->> 'shares') as text from messages
    where person_id = ${personId} order by message_id`.execute(platform.database)
  return rows.map((row) => row.text)
}

async function attemptsOf(participantId: bigint): Promise<number[]> {
  const { rows } = await sql<{ attempt_no: number }>`
    select attempt_no from failed_collections where participant_id = ${participantId} order by attempt_no`.execute(
    platform.database,
  )
  return rows.map((row) => row.attempt_no)
}

const broke = (person: bigint, failures: number) =>
  payments.admin('accounts', {
    accountToken: `account-${person}`,
    failures,
    reason: 'insufficient-funds',
    balanceFen: null,
  })

const code = (outcome: { accepted: boolean; refusal?: { code: string } }) =>
  outcome.accepted ? 'done' : outcome.refusal!.code

/** A period of 14 June with one who pays and one who never does. */
async function periodWithArrears(changes = {}, failures = 100) {
  const plan = await freshPlan(platform, changes)
  const [pays, owes] = await freshMembers(platform, plan, 2)
  await payments.day('2020-06-14')
  await broke(owes!.participantId, failures)
  const periodId = await freshPeriod(platform, plan, [pays!, owes!])
  return { plan, periodId, pays: pays!.participantId, owes: owes!.participantId }
}

async function membershipOf(participantId: bigint) {
  const { membership } = (await loadParticipant(platform.database, participantId))!
  return membership.status === 'ended' ? `ended ${membership.reason} ${membership.endedOn}` : 'active'
}

describe('an unpaid share', () => {
  test('is tried on the days of the plan, reminded of, and ends the membership after the days of grace', async () => {
    const { plan, owes, pays } = await periodWithArrears()
    await live(plan.plan, '2020-06-14', '2020-06-26')
    expect(await attemptsOf(owes)).toEqual([1, 2, 3])
    expect(await messagesTo(owes)).toEqual(['2020-06-17 share-unpaid 1', '2020-06-21 share-unpaid 1'])
    expect(await messagesTo(pays)).toEqual([])
    expect(await membershipOf(owes)).toBe('active')
    expect(await balanceOf(platform.database, plan.plan, 'participants-receivable')).toBe(300n)

    await live(plan.plan, '2020-06-27', '2020-06-29')
    expect(await membershipOf(owes)).toBe('ended unpaid 2020-06-26')
    expect(await membershipOf(pays)).toBe('active')
    expect((await messagesTo(owes)).at(-1)).toBe('2020-06-27 cover-ended-unpaid 1')
    expect(await balanceOf(platform.database, plan.plan, 'participants-receivable')).toBe(0n)
    expect(await balanceOf(platform.database, plan.plan, 'shortfall')).toBe(300n)
  })

  test('ends nothing before it was tried, where the platform was down through the days of grace', async () => {
    const { plan, owes, pays } = await periodWithArrears()
    await live(plan.plan, '2020-07-20', '2020-07-20')
    expect([await attemptsOf(owes), await membershipOf(owes)]).toEqual([[3], 'active'])
    expect(await membershipOf(pays)).toBe('active')
    await live(plan.plan, '2020-07-21', '2020-07-21')
    expect(await membershipOf(owes)).toMatch(/^ended unpaid/)
    expect(await membershipOf(pays)).toBe('active')
  })

  test('is the same when every day runs twice', async () => {
    const { plan, owes } = await periodWithArrears()
    for (const day of ['2020-06-14', '2020-06-15', '2020-06-17', '2020-06-21', '2020-06-27']) {
      await live(plan.plan, day, day)
      await live(plan.plan, day, day)
    }
    expect(await attemptsOf(owes)).toEqual([1, 2, 3])
    expect(await messagesTo(owes)).toHaveLength(3)
    expect(await balanceOf(platform.database, plan.plan, 'shortfall')).toBe(300n)
  })

  test("is the operator's where the plan says so", async () => {
    const { plan } = await periodWithArrears({ collection: { ...testPlan.collection, unpaidBorneBy: 'operator' } })
    await live(plan.plan, '2020-06-14', '2020-06-14')
    await live(plan.plan, '2020-06-27', '2020-06-28')
    expect(await balanceOf(platform.database, plan.plan, 'operator-receivable')).toBe(300n)
    expect(await balanceOf(platform.database, plan.plan, 'shortfall')).toBe(0n)
  })

  test('is not given up before grace is over, nor twice', async () => {
    const { plan, periodId } = await periodWithArrears()
    await live(plan.plan, '2020-06-14', '2020-06-14')
    const early = await payments.day('2020-06-26')
    expect(code(await giveUpUnpaid(platform, periodId, early))).toBe('grace-days-not-over')
    const due = await payments.day('2020-06-27')
    expect(await giveUpUnpaid(platform, periodId, due)).toMatchObject({
      event: { answer: { writtenOff: 1, closed: true } },
    })
    const later = await payments.day('2020-06-28')
    expect(code(await giveUpUnpaid(platform, periodId, later))).toBe('collection-closed')
  })

  test('of a platform that was down is tried once and reminded of once, and cover lasts until the day before', async () => {
    const { plan, owes } = await periodWithArrears()
    await live(plan.plan, '2020-06-22', '2020-06-22')
    expect(await attemptsOf(owes)).toEqual([3])
    expect(await messagesTo(owes)).toEqual(['2020-06-22 share-unpaid 1'])
    await live(plan.plan, '2020-07-01', '2020-07-01')
    expect(await membershipOf(owes)).toBe('ended unpaid 2020-06-30')
  })
})

describe('a debit without a known outcome', () => {
  test('is neither written off nor ends a membership, and is decided when it is known', async () => {
    const { plan, periodId, owes } = await periodWithArrears({}, 0)
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'batches', fault: 'lost' })
    await live(plan.plan, '2020-06-14', '2020-06-14')
    const due = await payments.day('2020-06-27')
    expect(await giveUpUnpaid(platform, periodId, due)).toMatchObject({
      event: { answer: { writtenOff: 0, closed: false } },
    })
    expect(await membershipOf(owes)).toBe('active')
    await live(plan.plan, '2020-06-28', '2020-06-28')
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(600n)
    expect(await balanceOf(platform.database, plan.plan, 'shortfall')).toBe(0n)
    expect(await payments.summary()).toMatchObject({ debits: '2' })
  })
})

describe('paying arrears', () => {
  const asked = (participantId: bigint, key: string, personId = participantId) =>
    payArrears(platform, { key, actor: { role: 'participant', personId }, participantId })

  async function pay(participantId: bigint, key: string) {
    const outcome = await asked(participantId, key)
    if (!outcome.accepted) return outcome.refusal.code
    for (const batchKey of outcome.event.answer.batchKeys) await askForBatch(platform, payments.gateway, batchKey)
    return outcome.event.answer.amountFen
  }

  test('within grace keeps the cover', async () => {
    const { plan, owes } = await periodWithArrears({}, 1)
    await live(plan.plan, '2020-06-14', '2020-06-14')
    expect(await pay(owes, 'pay-in-grace')).toBe('300')
    await live(plan.plan, '2020-06-15', '2020-06-27')
    expect(await membershipOf(owes)).toBe('active')
    expect(await attemptsOf(owes)).toEqual([1])
    expect(await messagesTo(owes)).toEqual([])
  })

  test('after the end restores the membership, without a new waiting period, and gains for whoever bore it', async () => {
    const { plan, owes } = await periodWithArrears({}, 3)
    await live(plan.plan, '2020-06-14', '2020-06-27')
    expect(await membershipOf(owes)).toBe('ended unpaid 2020-06-26')
    await payments.day('2020-07-26')
    expect(await pay(owes, 'pay-after-end')).toBe('300')
    const restored = (await loadParticipant(platform.database, owes))!.membership
    expect(restored).toMatchObject({ status: 'active', joinedOn: Temporal.PlainDate.from('2019-01-01') })
    expect(restored.lapses).toHaveLength(1)
    expect(await balanceOf(platform.database, plan.plan, 'shortfall')).toBe(0n)
    expect(await balanceOf(platform.database, plan.plan, 'participants-receivable')).toBe(0n)
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(600n)
  })

  test('too late is taken, but does not restore the membership', async () => {
    const { plan, owes } = await periodWithArrears({}, 3)
    await live(plan.plan, '2020-06-14', '2020-06-27')
    await payments.day('2020-07-27')
    expect(await pay(owes, 'pay-too-late')).toBe('300')
    expect(await membershipOf(owes)).toBe('ended unpaid 2020-06-26')
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(600n)
  })

  test('of two periods restores with the second, and asks for each once', async () => {
    const { plan, owes } = await periodWithArrears({}, 6)
    await live(plan.plan, '2020-06-14', '2020-06-25')
    await freshPeriod(platform, plan, [{ participantId: owes }], { sharingDay: '2020-06-26' })
    await live(plan.plan, '2020-06-26', '2020-07-09')
    expect(await membershipOf(owes)).toBe('ended unpaid 2020-06-26')
    await payments.day('2020-07-10')
    expect(await pay(owes, 'pay-two')).toBe('600')
    expect(await membershipOf(owes)).toBe('active')
  })

  test('that fails can be tried again, under another key', async () => {
    const { plan, owes } = await periodWithArrears({}, 2)
    await live(plan.plan, '2020-06-14', '2020-06-14')
    expect(await pay(owes, 'pay-first')).toBe('300')
    expect(await attemptsOf(owes)).toEqual([1, 1001])
    expect(await pay(owes, 'pay-second')).toBe('300')
    expect(await pay(owes, 'pay-third')).toBe('nothing-owed')
    expect(await payments.summary()).toMatchObject({ collected: '2' })
  })

  test('is refused to strangers, to those who owe nothing, and while a debit is on its way', async () => {
    const { plan, owes, pays } = await periodWithArrears({}, 1)
    await live(plan.plan, '2020-06-14', '2020-06-14')
    expect(code(await asked(owes, 'pay-stranger', pays))).toBe('not-your-participant')
    expect(code(await asked(999_999_999n, 'pay-nobody', pays))).toBe('not-your-participant')
    expect(code(await asked(pays, 'pay-nothing'))).toBe('nothing-owed')
    expect(code(await asked(owes, 'pay-open'))).toBe('done')
    expect(code(await asked(owes, 'pay-open-too'))).toBe('debit-pending')
    await live(plan.plan, '2020-06-15', '2020-06-15')
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(600n)
  })

  test('is refused without an account to take it from', async () => {
    const { plan, owes } = await periodWithArrears({}, 1)
    await live(plan.plan, '2020-06-14', '2020-06-14')
    await sql`
      update payment_agreements set cancelled_at = now() where payer_person_id = ${owes}`.execute(platform.database)
    expect(code(await asked(owes, 'pay-without-account'))).toBe('no-agreement')
  })

  test('20 times at once asks once', async () => {
    const { plan, owes } = await periodWithArrears({}, 1)
    await live(plan.plan, '2020-06-14', '2020-06-14')
    const same = await Promise.all(Array.from({ length: 10 }, () => asked(owes, 'pay-same-key')))
    expect(new Set(same.map(code))).toEqual(new Set(['done']))
    const other = await Promise.all(Array.from({ length: 10 }, (_, index) => asked(owes, `pay-other-${index}`)))
    expect(new Set(other.map(code))).toEqual(new Set(['debit-pending']))
    await live(plan.plan, '2020-06-15', '2020-06-15')
    expect(await payments.summary()).toMatchObject({ debits: '3', collected: '2' })
  })
})
