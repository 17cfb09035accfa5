import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { collectPeriod } from './collect-period.ts'
import { controlAccounts } from './finance-store.ts'
import type { ReceivedNotice } from './gateway.ts'
import { handleNotices } from './handle-notices.ts'
import { newSigningKey, noticeKeyOf, readSigningKey, signNotice } from './notice-signature.ts'
import { reconcileDay } from './reconcile-day.ts'
import { paymentRoutes } from './routes.ts'
import { sendPayouts } from './send-payouts.ts'

const platform = await testPlatform()
const signingKey = readSigningKey(newSigningKey())
const sessions: Record<string, SignedIn> = {
  finance: { personId: 900_100n, roles: ['finance'] },
  auditor: { personId: 900_101n, roles: ['auditor'] },
}
let payments: TestPayments
let app: App
let url: string

beforeAll(async () => {
  payments = await startPayments(platform, { openingBalanceFen: '1000000' }, { noticeKey: noticeKeyOf(signingKey) })
  await payments.day('2020-06-14')
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [paymentRoutes(payments.gateway, { page: null, isTrial: true })],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})

afterAll(async () => {
  await app.close()
  await payments.built.close()
  expect(await imbalances(platform)).toEqual([])
})

async function call(
  token: string | null,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
  key: string = crypto.randomUUID(),
) {
  const headers = { ...(token === null ? {} : { authorization: token }), 'idempotency-key': key }
  const answer = await app.inject({ method, url: path, headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

function payer(personId: bigint): string {
  sessions[`payer-${personId}`] = { personId, roles: ['participant'] }
  return `payer-${personId}`
}

const broke = (person: bigint, failures: number) =>
  payments.admin('accounts', {
    accountToken: `account-${person}`,
    failures,
    reason: 'insufficient-funds',
    balanceFen: null,
  })

/** A notice over real HTTP, so that the bytes go the way they go in earnest. */
async function notify(
  received: ReceivedNotice,
  query = '',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/payments/notices${query}`, {
    method: 'POST',
    body: received.body as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': received.id,
      'webhook-timestamp': received.timestamp,
      'webhook-signature': received.signature,
    },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function signed(id: string, text: string): ReceivedNotice {
  const body = Buffer.from(text)
  const timestamp = String(Math.floor(platform.clock.now().epochMilliseconds / 1_000))
  return { id, timestamp, signature: signNotice(signingKey, id, timestamp, body), body }
}

/** A notice whose signature has a plus in it. */
function signedWithPlus(prefix: string, text: string): ReceivedNotice {
  for (let no = 1; ; no += 1) {
    const notice = signed(`${prefix}-${no}`, text)
    if (notice.signature.includes('+')) return notice
  }
}

async function noticesKept(): Promise<number> {
  const { rows } = await sql`select 1 from gateway_notices`.execute(platform.database)
  return rows.length
}

describe('notices of the gateway', () => {
  test('with Chinese text, a plus in the signature and an extra query parameter are taken as they came', async () => {
    const notice = signedWithPlus('chinese', '{ "kind" :"batch","key":"b.1.1.1", "message":"付款成功+已入账"}')
    expect(await notify(notice, '?渠道=支付+宝&sign=x')).toEqual({
      status: 200,
      body: { noticeId: notice.id, repeated: false },
    })
  })

  test('have one effect when they come twice or ten times at once, and the copies are told so', async () => {
    const notice = signed('twice', '{"kind":"batch","key":"b.1.1.2"}')
    const before = await noticesKept()
    const answers = await Promise.all(Array.from({ length: 10 }, () => notify(notice)))
    expect(answers.filter(({ body }) => body.repeated === false)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.repeated === true)).toHaveLength(9)
    expect(await noticesKept()).toBe(before + 1)
  })

  test('are refused with a changed byte, of another time, or when they say nothing, and nothing is kept', async () => {
    const before = await noticesKept()
    const notice = signed('refused', '{"kind":"batch","key":"b.1.1.3"}')
    const changed = await notify({ ...notice, body: Buffer.from('{"kind":"batch","key":"b.1.1.4"}') })
    expect(changed).toMatchObject({ status: 401, body: { code: 'notice-signature-wrong' } })
    expect(await notify(signed('empty', ''))).toMatchObject({ status: 422, body: { code: 'notice-malformed' } })
    platform.clock.advance({ seconds: 301 })
    expect(await notify(notice)).toMatchObject({ status: 401, body: { code: 'notice-out-of-time' } })
    expect(await noticesKept()).toBe(before)
  })

  test('of news make the platform ask; of nothing known they are put away', async () => {
    const plan = await freshPlan(platform)
    const members = await freshMembers(platform, plan, 2)
    const periodId = await freshPeriod(platform, plan, members)
    for (let tries = 0; tries < 4; tries += 1)
      await payments.admin('answer-faults', { route: 'batches', fault: 'lost' })
    expect(await collectPeriod(platform, payments.gateway, periodId, 1)).toMatchObject({ open: 2 })
    await notify(signed('news', `{"kind":"batch","key":"b.${periodId}.1.1"}`))
    await notify(signed('late-copy', `{"kind":"batch","key":"b.${periodId}.1.1"}`))
    await notify(signed('stray', '{"kind":"transfer","key":"t.NONE-0000.1.1"}'))
    expect(await handleNotices(platform, payments.gateway)).toBeGreaterThanOrEqual(3)
    expect(await handleNotices(platform, payments.gateway)).toBe(0)
    const { rows } = await sql`select 1 from charge_payments where period_id = ${periodId}`.execute(platform.database)
    expect(rows).toHaveLength(2)
  })
})

describe('a payer', () => {
  test('agrees, sees what is unpaid, pays it, and takes the agreement back', async () => {
    const plan = await freshPlan(platform)
    const [member, other] = await freshMembers(platform, plan, 2)
    const { participantId } = member!
    const token = payer(participantId)
    await broke(participantId, 1)
    const periodId = await freshPeriod(platform, plan, [member!, other!])
    await collectPeriod(platform, payments.gateway, periodId, 1)
    expect(await call(token, 'GET', '/arrears')).toMatchObject({
      status: 200,
      body: [{ participantId: String(participantId), plan: plan.plan, shareFen: '300', writtenOff: false }],
    })
    const body = { participantId: String(participantId) }
    expect(await call(payer(other!.participantId), 'POST', '/arrears/payments', body)).toMatchObject({
      status: 403,
      body: { code: 'not-your-participant' },
    })
    expect(await call(token, 'PUT', '/payment-agreement', { accountToken: 'a new one' })).toMatchObject({ status: 400 })
    expect(await call(token, 'PUT', '/payment-agreement', { accountToken: 'new-account' })).toMatchObject({
      status: 200,
    })
    const paid = await call(token, 'POST', '/arrears/payments', body, 'pay-by-http')
    expect(paid).toEqual({ status: 202, body: { amountFen: '300', collected: 1, failed: 0, open: 0 } })
    // Asked again under the same key: nothing more is debited.
    const again = await call(token, 'POST', '/arrears/payments', body, 'pay-by-http')
    expect(again).toEqual({ status: 202, body: { amountFen: '300', collected: 0, failed: 0, open: 0 } })
    expect(await call(token, 'GET', '/arrears')).toEqual({ status: 200, body: [] })
    expect(await call(token, 'DELETE', '/payment-agreement')).toMatchObject({ status: 200 })
    expect(await call(token, 'DELETE', '/payment-agreement')).toMatchObject({ body: { code: 'no-agreement' } })
    expect(await call(token, 'GET', '/messages')).toEqual({ status: 200, body: [] })
    expect(await call(null, 'GET', '/arrears')).toMatchObject({ status: 401 })
  })
})

describe('the finance office', () => {
  test('sees collections and arrears page by page', async () => {
    const plan = await freshPlan(platform)
    const [owes, pays] = await freshMembers(platform, plan, 2)
    await broke(owes!.participantId, 5)
    const periodId = await freshPeriod(platform, plan, [owes!, pays!])
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const path = `/finance/plans/${plan.plan}`
    expect(await call('finance', 'GET', `${path}/collections`)).toMatchObject({
      status: 200,
      body: [{ shareFen: '300', attempts: 1, collected: '1', writtenOff: '0', openDebits: '0', closedOn: null }],
    })
    const first = await call('auditor', 'GET', `${path}/arrears`)
    expect(first).toMatchObject({
      status: 200,
      body: { arrears: [{ participantId: String(owes!.participantId) }], next: null },
    })
    const after = `${owes!.participantId}-${periodId}`
    expect(await call('finance', 'GET', `${path}/arrears?limit=1`)).toMatchObject({ body: { next: after } })
    expect(await call('finance', 'GET', `${path}/arrears?after=${after}`)).toEqual({
      status: 200,
      body: { arrears: [], next: null },
    })
    expect(await call(payer(pays!.participantId), 'GET', `${path}/arrears`)).toMatchObject({ status: 403 })
  })

  test('tries a failed payout again', async () => {
    const plan = await freshPlan(platform)
    const [claimant, pays] = await freshMembers(platform, plan, 2)
    const periodId = await freshPeriod(platform, plan, [pays!], { shareFen: 1_000n })
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const { participantId } = claimant!
    const made = { caseReference: 'HTTP-0001', participantId, payoutFen: 1_000n, payeeAccount: 'closed-account' }
    await settleCase(platform, plan, made)
    const closed = { accountToken: 'closed-account', failures: 1, reason: 'account-closed', balanceFen: null }
    await payments.admin('accounts', closed)
    const today = Temporal.PlainDate.from('2020-06-14')
    const send = () => sendPayouts(platform, payments.gateway, async () => true, plan.plan, today)
    await send()
    expect(await call('finance', 'GET', `/finance/plans/${plan.plan}/payouts`)).toMatchObject({
      status: 200,
      body: [{ caseReference: 'HTTP-0001', partNo: 1, state: 'failed', reason: 'account-closed' }],
    })
    const retry = '/finance/payouts/HTTP-0001/parts/1/retry'
    expect(await call('auditor', 'POST', retry)).toMatchObject({ status: 403 })
    expect(await call('finance', 'POST', retry)).toEqual({ status: 200, body: { attempt: 2 } })
    expect(await call('finance', 'POST', retry)).toMatchObject({ status: 409, body: { code: 'transfer-not-failed' } })
    await send()
    expect(await call('finance', 'GET', `/finance/plans/${plan.plan}/payouts`)).toEqual({ status: 200, body: [] })
  })

  test('turns pages: each list goes on after the last line of the page before', async () => {
    const plan = await freshPlan(platform)
    const [claimant, pays] = await freshMembers(platform, plan, 2)
    const periods = [await freshPeriod(platform, plan, [pays!], { shareFen: 500n })]
    await collectPeriod(platform, payments.gateway, periods[0]!, 1)
    for (const [caseReference, member] of [
      ['PAGE-0001', claimant!],
      ['PAGE-0002', pays!],
    ] as const) {
      const made = { caseReference, participantId: member.participantId, payoutFen: 200n, payeeAccount: 'fine' }
      await settleCase(platform, plan, made)
    }
    const path = `/finance/plans/${plan.plan}`
    const [collection] = (await call('finance', 'GET', `${path}/collections?limit=1`)).body
    expect(collection).toMatchObject({ collected: '1' })
    const olderCollections = `${path}/collections?limit=1&after=${collection.sharingDay}`
    expect(await call('finance', 'GET', olderCollections)).toEqual({ status: 200, body: [] })
    expect(await call('finance', 'GET', `${path}/collections?after=2020-02-30`)).toMatchObject({
      body: { code: 'day-malformed' },
    })
    await sendPayouts(platform, payments.gateway, async () => true, plan.plan, Temporal.PlainDate.from('2020-06-14'))
    const paid = `${path}/payouts?state=paid`
    const all = (await call('finance', 'GET', paid)).body
    expect(all).toMatchObject([{ caseReference: 'PAGE-0001' }, { caseReference: 'PAGE-0002' }])
    expect((await call('finance', 'GET', `${paid}&limit=1`)).body).toEqual([all[0]])
    expect((await call('finance', 'GET', `${paid}&after=PAGE-0001.1`)).body).toEqual([all[1]])
    expect((await call('finance', 'GET', `${paid}&after=NONE-0001.1`)).body).toEqual([])

    const day = await payments.day('2020-06-16')
    for (const key of ['d.9.1.1', 'd.9.2.1']) {
      const fault = { day: day.toString(), kind: 'unknown', key, amountFen: '7' }
      await payments.admin('statement-faults', fault)
    }
    await payments.day('2020-06-17')
    await reconcileDay(platform, payments.gateway, day)
    const list = (await call('finance', 'GET', '/finance/differences')).body.filter(
      (one: { day: string }) => one.day === '2020-06-16',
    )
    const after = `${list[0].day}.${list[0].kind}.${list[0].movementKey}`
    expect((await call('finance', 'GET', `/finance/differences?limit=1&after=${after}`)).body).toEqual([list[1]])
    for (const { movementKey, kind } of list) {
      const resolved = { day: '2020-06-16', kind, movementKey, resolution: '已退回' }
      expect((await call('finance', 'POST', '/finance/differences/resolutions', resolved)).status).toBe(200)
    }
    const older = (await call('finance', 'GET', '/finance/statements?after=2020-06-16')).body
    expect(older.every((one: { day: string }) => one.day < '2020-06-16')).toBe(true)
  })

  test('resolves a difference in words', async () => {
    const yesterday = await payments.day('2020-06-20')
    await payments.admin('statement-faults', {
      day: yesterday.toString(),
      kind: 'unknown',
      key: 'd.9.9.9',
      amountFen: '7',
    })
    await payments.day('2020-06-21')
    await reconcileDay(platform, payments.gateway, yesterday)
    const difference = { day: '2020-06-20', kind: 'unknown', movementKey: 'd.9.9.9' }
    expect(await call('finance', 'GET', '/finance/differences')).toMatchObject({
      status: 200,
      body: [{ ...difference, oursFen: null, theirsFen: '7' }],
    })
    const resolved = { ...difference, resolution: '已退回' }
    const path = '/finance/differences/resolutions'
    expect(await call('auditor', 'POST', path, resolved)).toMatchObject({ status: 403 })
    expect(await call('finance', 'POST', path, { ...resolved, day: '2020-02-30' })).toMatchObject({
      status: 422,
      body: { code: 'day-malformed' },
    })
    expect(await call('finance', 'POST', path, resolved)).toMatchObject({ status: 200 })
    expect(await call('finance', 'POST', path, resolved)).toMatchObject({ status: 409 })
    expect(await call('finance', 'GET', '/finance/differences')).toEqual({ status: 200, body: [] })
  })

  test('reads the books: balance, control accounts, lines, page by page', async () => {
    const plan = await freshPlan(platform)
    const [owes, pays] = await freshMembers(platform, plan, 2)
    await broke(owes!.participantId, 5)
    const periodId = await freshPeriod(platform, plan, [owes!, pays!])
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const path = `/finance/plans/${plan.plan}`
    await call('finance', 'POST', `${path}/fundings`, { amount: '50.00' })
    const balance = await call('auditor', 'GET', `${path}/trial-balance`)
    expect(balance.status).toBe(200)
    const { lines } = balance.body
    expect(balance.body.debitFen).toBe(balance.body.creditFen)
    const held = lines.find(({ account }: { account: string }) => account === 'gateway-clearing')
    expect(held).toEqual({ account: 'gateway-clearing', debitFen: '5300', creditFen: '0', balanceFen: '5300' })
    expect((await call('finance', 'GET', `${path}/control-accounts`)).body).toEqual([
      { account: 'participants-receivable', booksFen: '300', recordsFen: '300', agree: true },
      { account: 'payouts-payable', booksFen: expect.any(String), recordsFen: '0', agree: expect.any(Boolean) },
    ])
    const account = `${path}/accounts/gateway-clearing/postings`
    const all = (await call('finance', 'GET', account)).body
    expect(all).toMatchObject([
      { memo: 'money added by the operator', subject: `plan/${plan.plan}`, amountFen: '5000' },
      { memo: 'shares collected', amountFen: '300' },
    ])
    const older = await call('finance', 'GET', `${account}?limit=1&before=${all[0].place}`)
    expect(older.body).toEqual([all[1]])
    expect(await call('finance', 'GET', `${path}/accounts/cash/postings`)).toMatchObject({ status: 400 })
    expect(await call(payer(pays!.participantId), 'GET', `${path}/trial-balance`)).toMatchObject({ status: 403 })
  })

  test('sees a share that was changed behind the books', async () => {
    const plan = await freshPlan(platform)
    const [owes, pays] = await freshMembers(platform, plan, 2)
    const periodId = await freshPeriod(platform, plan, [owes!, pays!])
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const goBack = new Error('rolled back')
    const changed = platform.database.transaction().execute(async (reader) => {
      await sql`
        insert into charge_write_offs (participant_id, period_id) values (${owes!.participantId}, ${periodId})`.execute(
        reader,
      )
      const [receivable] = await controlAccounts(reader, plan.plan)
      expect(receivable).toEqual({ account: 'participants-receivable', booksFen: 0n, recordsFen: -300n })
      throw goBack
    })
    await expect(changed).rejects.toBe(goBack)
  })

  test('sees which days were compared with the gateway, and what of them is open', async () => {
    const day = await payments.day('2020-07-20')
    await payments.admin('statement-faults', { day: day.toString(), kind: 'unknown', key: 'd.8.8.8', amountFen: '7' })
    await payments.day('2020-07-21')
    await reconcileDay(platform, payments.gateway, day)
    const { body } = await call('finance', 'GET', '/finance/statements')
    expect(body[0]).toMatchObject({ day: '2020-07-20', differences: '1', unresolved: '1' })
    const resolved = { day: '2020-07-20', kind: 'unknown', movementKey: 'd.8.8.8', resolution: '已退回' }
    expect(await call('finance', 'POST', '/finance/differences/resolutions', resolved)).toMatchObject({ status: 200 })
    expect((await call('finance', 'GET', '/finance/statements')).body[0]).toMatchObject({ unresolved: '0' })
  })

  test.each(['collections', 'arrears', 'payouts', 'trial-balance', 'control-accounts', 'accounts/carry/postings'])(
    'has no %s of a plan that is not there',
    async (list) => {
      const answer = await call('finance', 'GET', `/finance/plans/no-such-plan/${list}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'plan-unknown', field: 'plan' } })
    },
  )

  test.each(['fundings', 'fee-withdrawals'])('takes no %s for a plan that is not there', async (verb) => {
    const path = `/finance/plans/no-such-plan/${verb}`
    expect(await call('finance', 'POST', path, { amount: '12.34' })).toMatchObject({
      status: 404,
      body: { code: 'plan-unknown' },
    })
    const { rows } = await sql`select from ledger_postings where plan_code = 'no-such-plan'`.execute(platform.database)
    expect(rows).toEqual([])
  })

  test("records the operator's money, and refuses fractions of a fen", async () => {
    const plan = await freshPlan(platform)
    const path = `/finance/plans/${plan.plan}/fundings`
    expect(await call('finance', 'POST', path, { amount: '12.345' })).toMatchObject({
      status: 422,
      body: { code: 'amount-fraction-of-fen' },
    })
    expect(await call('finance', 'POST', path, { amount: '12.34' })).toEqual({
      status: 200,
      body: { amountFen: '1234' },
    })
    expect(await call('finance', 'POST', `/finance/plans/${plan.plan}/fee-withdrawals`, { amount: '1' })).toMatchObject(
      {
        status: 409,
        body: { code: 'fee-not-earned' },
      },
    )
  })
})
