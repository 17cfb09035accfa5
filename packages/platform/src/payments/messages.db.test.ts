import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPayments, type TestPayments } from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import { insertPhonePerson, nextPersonIds } from '../identity/index.ts'
import { insertMessagesTo, type PeopleMessage } from './message-store.ts'
import { paymentRoutes } from './routes.ts'
import { sendMessages } from './send-messages.ts'

const platform = await testPlatform()
const { database } = platform
let payments: TestPayments
let app: App

beforeAll(async () => {
  payments = await startPayments(platform)
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => ({
      personId: BigInt(request.headers.authorization ?? '0'),
      roles: ['participant'],
    }),
    routes: [paymentRoutes(payments.gateway, { page: 'https://gateway.example/agree', isTrial: false })],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(async () => {
  await app.close()
  await payments.built.close()
})

let people = 0

async function person(): Promise<bigint> {
  people += 1
  const [personId] = await nextPersonIds(database, 1)
  const phone = `+86${13_800_000_100 + people}`
  for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now())) await write.execute(database)
  return personId!
}

function tell(personIds: readonly bigint[], kind: PeopleMessage['kind'], until = '2020-06-20 18:00') {
  const chosen = sql`select person_id from unnest(${[...personIds]}::bigint[]) as p (person_id)`
  return insertMessagesTo({ kind, people: chosen, facts: { until }, now: platform.clock.now() }).execute(database)
}

async function call(who: bigint, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) {
  const headers = { authorization: String(who), 'idempotency-key': crypto.randomUUID() }
  const answer = await app.inject({ method, url: path, headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

describe('messages', () => {
  test('are counted until they are seen, and nobody sees or marks those of others', async () => {
    const [one, other] = [await person(), await person()]
    await tell([one, other, one], 'juror-drawn')
    await tell([one], 'vote-open', '2020-06-23 18:00')
    expect(await call(one, 'GET', '/messages/unread')).toEqual({ status: 200, body: { unread: 2 } })
    const { body: list } = await call(one, 'GET', '/messages')
    expect(list.map(({ kind, read }: { kind: string; read: boolean }) => [kind, read])).toEqual([
      ['vote-open', false],
      ['juror-drawn', false],
    ])
    expect(list[0].en).toContain('Vote by 2020-06-23 18:00')
    expect(list[1].zh).toContain('2020-06-20 18:00前')

    expect((await call(one, 'POST', '/messages/read', { upTo: list[1].id })).status).toBe(200)
    expect((await call(one, 'GET', '/messages/unread')).body).toEqual({ unread: 1 })
    await call(one, 'POST', '/messages/read', { upTo: list[0].id })
    // An older one, seen on another device a moment later, takes nothing back.
    await call(one, 'POST', '/messages/read', { upTo: list[1].id })
    expect((await call(one, 'GET', '/messages/unread')).body).toEqual({ unread: 0 })
    expect((await call(other, 'GET', '/messages/unread')).body).toEqual({ unread: 1 })
    // A number far ahead marks what is there, not what will come.
    await call(one, 'POST', '/messages/read', { upTo: '999999999999' })
    await tell([one], 'vote-open')
    expect((await call(one, 'GET', '/messages/unread')).body).toEqual({ unread: 1 })
  })

  test('of a kind that is switched off stand in the list and do not go to the phone', async () => {
    const one = await person()
    await sendMessages(platform, { send: async () => {} })
    expect((await call(one, 'GET', '/message-settings')).body).toEqual([
      { kind: 'share-unpaid', toPhone: true },
      { kind: 'cover-ended-unpaid', toPhone: true },
      { kind: 'juror-drawn', toPhone: true },
      { kind: 'vote-open', toPhone: true },
    ])
    const { body: changed } = await call(one, 'PUT', '/message-settings', { notSent: ['juror-drawn'] })
    expect(changed[2]).toEqual({ kind: 'juror-drawn', toPhone: false })
    expect((await call(one, 'GET', '/message-settings')).body).toEqual(changed)
    expect((await call(one, 'PUT', '/message-settings', { notSent: ['everything'] })).status).toBe(400)

    await tell([one], 'juror-drawn')
    await tell([one], 'vote-open')
    const sent: string[] = []
    const sender = { send: async (_phone: string, text: string) => void sent.push(text) }
    expect(await sendMessages(platform, sender)).toBe(2)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain('Vote by')
    expect((await call(one, 'GET', '/messages')).body).toHaveLength(2)
    expect(await sendMessages(platform, sender)).toBe(0)
  })
})

test('a payer sees whether and since when they have agreed, and where to', async () => {
  const one = await person()
  const none = { agreedAt: null, page: 'https://gateway.example/agree', isTrial: false }
  expect(await call(one, 'GET', '/payment-agreement')).toEqual({ status: 200, body: none })
  await call(one, 'PUT', '/payment-agreement', { accountToken: 'account-1' })
  const { body } = await call(one, 'GET', '/payment-agreement')
  expect(body.agreedAt).toBe(platform.clock.now().toString())
  await call(one, 'DELETE', '/payment-agreement')
  expect((await call(one, 'GET', '/payment-agreement')).body).toEqual(none)
})
