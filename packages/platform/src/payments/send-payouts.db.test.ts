import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settleCase } from '../../test/made-up-period.ts'
import {
  freshMembers,
  freshPeriod,
  freshPlan,
  imbalances,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { loadClaim } from '../claims/index.ts'
import { commit, system } from '../commit/commit.ts'
import { balanceOf } from '../ledger/index.ts'
import { loadParticipant } from '../participants/index.ts'
import { collectPeriod } from './collect-period.ts'
import type { PaymentGateway } from './gateway.ts'
import { giveUpUnpaid } from './give-up-unpaid.ts'
import { recordFunding, withdrawFee } from './move-operator-money.ts'
import { partsOf } from './payout-store.ts'
import { retryTransfer } from './retry-transfer.ts'
import { sendPayouts } from './send-payouts.ts'

const platform = await testPlatform()
let payments: TestPayments

beforeEach(async () => {
  payments = await startPayments(platform, { openingBalanceFen: '100000000' }, { transferLimitFen: 20_000_000n })
  await payments.day('2020-06-14')
})

afterEach(async () => {
  await payments.built.close()
  expect(await imbalances(platform)).toEqual([])
})

let lastCase = 0

async function freshCase(plan: PlanVersion, participantId: bigint, payoutFen: bigint) {
  lastCase += 1
  const caseReference = `CASE-${String(lastCase).padStart(4, '0')}`
  const payeeAccount = `6222 0000 ${lastCase}`
  await settleCase(platform, plan, { caseReference, participantId, payoutFen, payeeAccount })
  return { caseReference, participantId, payeeAccount }
}

/** A period of six who share six payouts of this sum; those who are said to be broke can't pay their share. */
async function sixPayouts(payoutFen: bigint, brokeCount = 0) {
  const plan = await freshPlan(platform)
  const payers = await freshMembers(platform, plan, 6)
  const claimants = await freshMembers(platform, plan, 6)
  const periodId = await freshPeriod(platform, plan, payers, { shareFen: payoutFen })
  for (const { participantId } of payers.slice(0, brokeCount)) await fails(`account-${participantId}`, 1)
  const cases = []
  for (const { participantId } of claimants) cases.push(await freshCase(plan, participantId, payoutFen))
  await collectPeriod(platform, payments.gateway, periodId, 1)
  return { plan, periodId, cases }
}

function fails(accountToken: string, failures: number, reason = 'insufficient-funds') {
  return payments.admin('accounts', { accountToken, failures, reason, balanceFen: null })
}

function send(planCode: string, today = '2020-06-14', final = true, gateway: PaymentGateway = payments.gateway) {
  return sendPayouts(platform, gateway, async () => final, planCode, Temporal.PlainDate.from(today))
}

async function statesOf(caseReference: string): Promise<string[]> {
  const parts = await partsOf(platform.database, caseReference)
  return parts.map((part) => `${part.partNo} ${part.state} ${part.amountFen} ${part.attempts}`)
}

async function statusOf(caseReference: string) {
  return (await loadClaim(platform, platform.database, caseReference))!.claim.status
}

describe('payouts', () => {
  test('wait for the money: six of 1,000 from 5,000 pay five, and the sixth when it is there', async () => {
    const { plan, periodId, cases } = await sixPayouts(1_000n, 1)
    expect(await send(plan.plan)).toEqual({ prepared: 5, waiting: { 'money-not-there': 1 } })
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(0n)
    expect(await Promise.all(cases.map(({ caseReference }) => statusOf(caseReference)))).toEqual([
      'paid',
      'paid',
      'paid',
      'paid',
      'paid',
      'settled',
    ])
    await collectPeriod(platform, payments.gateway, periodId, 2)
    expect(await send(plan.plan)).toEqual({ prepared: 1, waiting: {} })
    expect(await balanceOf(platform.database, plan.plan, 'payouts-payable')).toBe(0n)
  })

  test('count what is on its way: six at once from 5,000 promise five', async () => {
    await payments.built.close()
    payments = await startPayments(platform, { openingBalanceFen: '6000', processingMs: 86_400_000 })
    await payments.day('2020-06-14')
    const plan = await freshPlan(platform)
    const payers = await freshMembers(platform, plan, 6)
    const periodId = await freshPeriod(platform, plan, payers, { shareFen: 1_000n })
    await fails(`account-${payers[0]!.participantId}`, 1)
    await collectPeriod(platform, payments.gateway, periodId, 1)
    await payments.day('2020-06-15')
    for (const { participantId } of await freshMembers(platform, plan, 6)) await freshCase(plan, participantId, 1_000n)
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const runs = await Promise.all([1, 2, 3].map(() => send(plan.plan, '2020-06-15')))
    expect(runs.reduce((sum, run) => sum + run.prepared, 0)).toBe(5)
    expect(await payments.summary()).toMatchObject({ transfers: '5', paidFen: '5000' })
    await payments.day('2020-06-16')
    await send(plan.plan, '2020-06-16')
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(0n)
  })

  test('are sent once by five runs at once, and end the membership with the payment', async () => {
    const { plan, cases } = await sixPayouts(1_000n)
    await Promise.all(Array.from({ length: 5 }, () => send(plan.plan)))
    expect(await payments.summary()).toMatchObject({ transfers: '6', paidFen: '6000' })
    const { membership, paidOutOn } = (await loadParticipant(platform.database, cases[0]!.participantId))!
    expect(membership).toMatchObject({ status: 'ended', reason: 'paid-out' })
    expect(paidOutOn?.toString()).toBe('2020-06-14')
    const { rows } = await sql<{ kind: string }>`
      select kind from journal_events where subject = ${`claim/${cases[0]!.caseReference}`}
      order by event_no desc limit 2`.execute(platform.database)
    expect(rows.map((row) => row.kind).sort()).toEqual(['claim-paid', 'payout-sent'])
  })

  test('wait until the case is final on the log', async () => {
    const { plan } = await sixPayouts(1_000n)
    expect(await send(plan.plan, '2020-06-14', false)).toEqual({ prepared: 0, waiting: { 'case-not-final': 6 } })
    expect(await payments.summary()).toMatchObject({ transfers: '0' })
  })

  test('are split by the limit per transfer, and paid when the last part is', async () => {
    const { plan, cases } = await sixPayouts(30_000_000n)
    const { caseReference, payeeAccount } = cases[0]!
    await fails(payeeAccount, 1, 'account-closed')
    await send(plan.plan)
    expect(await statesOf(caseReference)).toEqual(['1 failed 20000000 1', '2 paid 10000000 1'])
    expect(await statusOf(caseReference)).toBe('settled')
    expect(await statusOf(cases[1]!.caseReference)).toBe('paid')
    expect(await balanceOf(platform.database, plan.plan, 'payouts-payable')).toBe(-20_000_000n)

    // A closed account is not tried again by itself.
    await send(plan.plan, '2020-06-15')
    expect(await statesOf(caseReference)).toEqual(['1 failed 20000000 1', '2 paid 10000000 1'])
    const retry = { key: `retry-${caseReference}`, actor: system, caseReference, partNo: 1 }
    expect(await retryTransfer(platform, retry)).toMatchObject({ event: { answer: { attempt: 2 } } })
    expect(await retryTransfer(platform, retry)).toMatchObject({ event: { repeated: true } })
    await send(plan.plan, '2020-06-15')
    expect(await statesOf(caseReference)).toEqual(['1 paid 20000000 2', '2 paid 10000000 1'])
    expect(await statusOf(caseReference)).toBe('paid')
    expect(await balanceOf(platform.database, plan.plan, 'payouts-payable')).toBe(0n)
  })

  test('that the bank refused are tried again by themselves on later days, three times in all', async () => {
    const { plan, cases } = await sixPayouts(1_000n)
    const { caseReference, payeeAccount } = cases[0]!
    await fails(payeeAccount, 10, 'refused-by-bank')
    for (const day of ['2020-06-14', '2020-06-15', '2020-06-16', '2020-06-17']) await send(plan.plan, day)
    expect(await statesOf(caseReference)).toEqual(['1 failed 1000 3'])
  })

  test.each(['slow', 'lost'] as const)('are sent once when the answer is %s', async (fault) => {
    const { plan } = await sixPayouts(1_000n)
    await payments.admin('answer-faults', { route: 'transfers', fault })
    await send(plan.plan)
    expect(await payments.summary()).toMatchObject({ transfers: '6', paidFen: '6000' })
  })

  test('without an answer stay open under their key, and are asked for', async () => {
    const { plan, cases } = await sixPayouts(1_000n)
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'transfers', fault: 'lost' })
    await send(plan.plan)
    expect(await statesOf(cases[0]!.caseReference)).toEqual(['1 open 1000 1'])
    expect(await retryTransfer(platform, retryOf(cases[0]!.caseReference))).toMatchObject({
      refusal: { code: 'transfer-not-failed' },
    })
    await send(plan.plan)
    expect(await statesOf(cases[0]!.caseReference)).toEqual(['1 paid 1000 1'])
    expect(await payments.summary()).toMatchObject({ transfers: '6' })
  })

  test('that the gateway has no money for stay open and go out when it has', async () => {
    await payments.built.close()
    payments = await startPayments(platform, { openingBalanceFen: '0' })
    await payments.day('2020-06-14')
    const { plan, cases } = await sixPayouts(1_000n)
    const stranger = await payments.gateway.payOut({
      key: 'stranger',
      payeeAccount: 'x',
      payeeName: 'x',
      amountFen: 1n,
    })
    expect(stranger).toMatchObject({ state: 'paid' })
    await send(plan.plan)
    expect(await statesOf(cases[5]!.caseReference)).toEqual(['1 open 1000 1'])
    await payments.gateway.collect({ key: 'top-up', debits: [{ key: 'top-up', accountToken: 'x', amountFen: 1n }] })
    await send(plan.plan)
    expect(await statesOf(cases[5]!.caseReference)).toEqual(['1 paid 1000 1'])
  })

  test('refuse another try of what is not there', async () => {
    expect(await retryTransfer(platform, retryOf('NONE-0000'))).toMatchObject({
      refusal: { code: 'transfer-not-found' },
    })
  })
})

function retryOf(caseReference: string) {
  return { key: `retry-of-${caseReference}-${crypto.randomUUID()}`, actor: system, caseReference, partNo: 1 }
}

describe("a claimant's unpaid shares", () => {
  /** One who owes two shares, the older one written off, and has a settled case; another who paid for it all. */
  async function claimantInArrears() {
    const plan = await freshPlan(platform)
    const [claimant, payer] = await freshMembers(platform, plan, 2)
    await fails(`account-${claimant!.participantId}`, 100)
    const old = await freshPeriod(platform, plan, [claimant!], { sharingDay: '2020-05-14', shareFen: 200n })
    expect(await giveUpUnpaid(platform, old, Temporal.PlainDate.from('2020-06-14'))).toMatchObject({ accepted: true })
    const recent = await freshPeriod(platform, plan, [claimant!, payer!], { shareFen: 5_000n })
    await collectPeriod(platform, payments.gateway, recent, 1)
    return { plan, recent, ...(await freshCase(plan, claimant!.participantId, 10_200n)) }
  }

  test('are kept back from the payout, to the fen', async () => {
    const { plan, caseReference } = await claimantInArrears()
    expect(await send(plan.plan)).toEqual({ prepared: 1, waiting: {} })
    expect(await statesOf(caseReference)).toEqual(['1 paid 5000 1'])
    expect(await statusOf(caseReference)).toBe('paid')
    for (const account of ['gateway-clearing', 'participants-receivable', 'payouts-payable', 'shortfall'] as const) {
      expect([account, await balanceOf(platform.database, plan.plan, account)]).toEqual([account, 0n])
    }
    const { rows } = await sql<{ entry: string }>`
      select entry from journal_events where entry like '%kept-back-from-payout%' order by event_no desc limit 1`.execute(
      platform.database,
    )
    // The entry says how much came in, not whose case it was.
    expect(rows[0]!.entry).not.toContain(caseReference)
  })

  test('hold the payout while a debit for them is on its way', async () => {
    const { plan, recent } = await claimantInArrears()
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'batches', fault: 'lost' })
    await collectPeriod(platform, payments.gateway, recent, 2)
    expect(await send(plan.plan)).toEqual({ prepared: 0, waiting: { 'debit-pending': 1 } })
    await collectPeriod(platform, payments.gateway, recent, 2)
    expect(await send(plan.plan)).toEqual({ prepared: 1, waiting: {} })
  })
})

describe('money of the operator', () => {
  const move = (planCode: string, amountFen: bigint) => ({
    key: crypto.randomUUID(),
    actor: system,
    planCode,
    amountFen,
  })

  test('is recorded when it is put in, and the fee leaves only when earned and not owed to claimants', async () => {
    const { plan } = await sixPayouts(1_000n)
    expect(await recordFunding(platform, move(plan.plan, 0n))).toMatchObject({
      refusal: { code: 'amount-not-positive' },
    })
    expect(await withdrawFee(platform, move(plan.plan, 0n))).toMatchObject({ refusal: { code: 'amount-not-positive' } })
    expect(await withdrawFee(platform, move(plan.plan, 1n))).toMatchObject({ refusal: { code: 'fee-not-earned' } })
    const earned = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
    await commit(platform, earned, async (unit) => ({
      answer: {},
      rows: [],
      events: [{ id: unit.newId(), kind: 'ledger-corrected', subject: `plan/${plan.plan}`, plan: null }],
      postings: [
        {
          plan: plan.plan,
          subject: `plan/${plan.plan}`,
          memo: 'period settled',
          postings: [
            { account: 'management-fee', amountFen: -480n },
            { account: 'operator-receivable', amountFen: 480n },
          ],
        },
      ],
    }))
    expect(await withdrawFee(platform, move(plan.plan, 480n))).toMatchObject({ refusal: { code: 'money-not-there' } })
    expect(await recordFunding(platform, move(plan.plan, 480n))).toMatchObject({ accepted: true })
    expect(await withdrawFee(platform, move(plan.plan, 481n))).toMatchObject({ refusal: { code: 'fee-not-earned' } })
    expect(await withdrawFee(platform, move(plan.plan, 480n))).toMatchObject({ accepted: true })
    expect(await balanceOf(platform.database, plan.plan, 'gateway-clearing')).toBe(6_000n)
    expect(await balanceOf(platform.database, plan.plan, 'operator-receivable')).toBe(0n)
  })
})
