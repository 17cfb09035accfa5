import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { planRoutes } from './routes.ts'

const platform = await testPlatform('2026-03-10')
const sessions: Record<string, SignedIn> = {
  operator: { personId: 1n, roles: ['operator'] },
  participant: { personId: 2n, roles: ['participant'] },
}
let app: App

beforeAll(async () => {
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [planRoutes],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())

async function call(
  who: string | null,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
  key: string = crypto.randomUUID(),
) {
  const headers = { 'idempotency-key': key, ...(who === null ? {} : { authorization: who }) }
  const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

const partner = (code: string) => ({
  code,
  name: { en: 'Example Insurance', zh: '示例保险' },
  text: { en: 'Pays for hospital stays.', zh: '住院费用保险。' },
  address: `https://${code}.example/offer`,
})

test('there are none until an operator names some, in the operator’s order; the whole list is replaced', async () => {
  expect(await call(null, 'GET', '/partners')).toEqual({ status: 200, body: { edition: 0, partners: [] } })
  const partners = [partner('second'), partner('first')]
  for (const who of [null, 'participant']) {
    expect((await call(who, 'PUT', '/partners', { edition: 0, partners })).status).toBe(who ? 403 : 401)
  }
  const set = await call('operator', 'PUT', '/partners', { edition: 0, partners })
  expect(set).toEqual({ status: 200, body: { edition: 1 } })
  expect((await call(null, 'GET', '/partners')).body).toEqual({ edition: 1, partners })
  const twice = await call('operator', 'PUT', '/partners', {
    edition: 1,
    partners: [partner('first'), partner('first')],
  })
  expect([twice.status, twice.body.code]).toEqual([422, 'partner-twice'])
  for (const address of ['http://plain.example/', 'javascript:alert(1)', 'https://a b.example/']) {
    const wrong = await call('operator', 'PUT', '/partners', {
      edition: 1,
      partners: [{ ...partner('first'), address }],
    })
    expect(wrong.status, address).toBe(400)
  }
  expect((await call(null, 'GET', '/partners')).body).toEqual({ edition: 1, partners })
})

test('of operators who set a list that they read at the same moment one is heard, the others are told', async () => {
  const { edition } = (await call(null, 'GET', '/partners')).body
  const lists = ['one', 'two', 'three'].map((code) => [partner(code), partner('first')])
  const together = await Promise.all(
    lists.map((partners) => call('operator', 'PUT', '/partners', { edition, partners })),
  )
  expect(together.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const late = together.find(({ status }) => status === 409)!
  expect(late.body).toMatchObject({ code: 'partners-changed', facts: { edition: edition + 1, read: edition } })
  const heard = lists[together.findIndex(({ status }) => status === 200)]
  expect((await call(null, 'GET', '/partners')).body).toEqual({ edition: edition + 1, partners: heard })
})

test('a list that is sent again, ten times at once, is set once; another under its key is refused', async () => {
  const { edition } = (await call(null, 'GET', '/partners')).body
  const body = { edition, partners: [partner('first'), partner('again')] }
  const send = () => call('operator', 'PUT', '/partners', body, 'the-list')
  const together = await Promise.all(Array.from({ length: 10 }, send))
  expect(together).toEqual(together.map(() => ({ status: 200, body: { edition: edition + 1 } })))
  expect(await send()).toEqual(together[0])
  expect((await call('operator', 'PUT', '/partners', { ...body, partners: [] }, 'the-list')).body.code).toBe(
    'idempotency-key-reused',
  )
  expect((await call(null, 'GET', '/partners')).body).toEqual({ edition: edition + 1, partners: body.partners })
})

test('visits are counted by day and without a person, for the operator alone', async () => {
  for (let count = 0; count < 3; count += 1) {
    expect((await call('participant', 'POST', '/partners/first/visits')).status).toBe(204)
  }
  platform.clock.advance({ hours: 24 })
  expect((await call(null, 'POST', '/partners/first/visits')).status).toBe(204)
  expect((await call(null, 'POST', '/partners/nobody/visits')).body.code).toBe('partner-unknown')
  expect((await call('participant', 'GET', '/partners/visits')).status).toBe(403)
  const days = [
    { code: 'first', day: '2026-03-11', visits: '1' },
    { code: 'first', day: '2026-03-10', visits: '3' },
  ]
  const visits = { from: '2025-03-11', until: '2026-03-11', days }
  expect((await call('operator', 'GET', '/partners/visits')).body).toEqual(visits)
  const { rows } = await sql<{ actor: string }>`
    select distinct actor from commands where kind = 'count-partner-visit'`.execute(platform.database)
  expect(rows).toEqual([{ actor: 'system' }])
  // Taken out, a partner keeps what was counted and is counted no more.
  const { edition } = (await call(null, 'GET', '/partners')).body
  await call('operator', 'PUT', '/partners', { edition, partners: [] })
  expect((await call(null, 'GET', '/partners')).body).toEqual({ edition: edition + 1, partners: [] })
  expect((await call(null, 'POST', '/partners/first/visits')).status).toBe(404)
  expect((await call('operator', 'GET', '/partners/visits')).body).toEqual(visits)
})
