import { randomUUID } from 'node:crypto'
import { refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import type { SignedIn } from '../identity/index.ts'
import { readMigrations } from '../postgres/migrate.ts'
import { type App, buildApp, type Routes } from './app.ts'
import { databaseCheck, migrationsCheck, type ReadinessCheck } from './health.ts'
import { actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from './index.ts'
import { createLogger } from './request-log.ts'

const platform = await testPlatform()
const { database } = platform
const lines: string[] = []
const logger = createLogger({ TONGZHOU_LOG_LEVEL: 'info' }, { write: (line: string) => lines.push(line) })
const sessions: Record<string, SignedIn> = {
  ann: { personId: 1n, roles: ['participant'] },
  ben: { personId: 2n, roles: ['participant', 'auditor', 'reviewer'] },
}
let outboxLag = async () => 3

const boats: Routes = async (app) => {
  app.get('/boats', { config: { access: { public: true } } }, async () => ({ boats: [] }))
  app.get('/me', { config: { access: { signedIn: true } } }, async (request) => {
    const { role, personId } = actorOf(request)
    return { role, personId: Number(personId) }
  })
  app.get('/desk', { config: { access: { roles: ['reviewer', 'auditor'] } } }, async (request) => actorOf(request).role)
  const schema = {
    headers: CommandHeaders,
    body: Strict({ seats: Type.Integer({ minimum: 1, maximum: 8 }), name: Type.String() }),
    response: { 200: Type.Object({ seats: Type.Integer() }) },
  }
  app.post('/boats', { config: { access: { public: true } }, schema }, async (request) => {
    const { seats, name } = request.body
    if (name === 'sunk') {
      orRefuse(refuse('dispute-too-late', { lastDay: '2026-01-31' }, { field: 'name', clause: 'disputes.days' }))
    }
    return { seats }
  })
  app.post('/faulty', { config: { access: { public: true } } }, async () => {
    await sql`create temporary table people (phone text primary key) on commit drop`.execute(database)
    await sql`select '13900000000'::int8 / 0`.execute(database)
  })
  app.get('/gone', { config: { access: { public: true } } }, async () => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(database)
  })
  app.get('/unmapped', { config: { access: { public: true } } }, async () => {
    throw new RefusedRequest({ code: 'no-such-code', facts: {} })
  })
}

function build(options: { routes?: Routes[]; checks?: ReadinessCheck[]; perMinute?: number; token?: string } = {}) {
  return buildApp(
    { ...platform, logger },
    {
      settings: {
        TONGZHOU_TRUSTED_PROXIES: 0,
        TONGZHOU_REQUESTS_PER_MINUTE: options.perMinute ?? 1000,
        ...(options.token === undefined ? {} : { TONGZHOU_METRICS_TOKEN: options.token }),
      },
      version: '0.0.0',
      resolveSession: async (request) => sessions[request.headers.authorization?.replace('Bearer ', '') ?? ''] ?? null,
      routes: options.routes ?? [boats],
      checks: options.checks ?? [databaseCheck(database)],
      measured: {
        pool: { totalCount: 2, idleCount: 1, waitingCount: 0 },
        outboxLag: () => outboxLag(),
      },
    },
  )
}

let app: App
beforeAll(async () => {
  app = await build()
})
afterAll(() => app.close())
beforeEach(() => {
  lines.length = 0
})

const key = () => ({ 'idempotency-key': randomUUID() })
const as = (token: string) => ({ authorization: `Bearer ${token}` })

describe('who may call a route', () => {
  test('a route that does not say who may call it stops the boot', async () => {
    const careless: Routes = async (given) => {
      given.get('/open', async () => 'secrets')
    }
    await expect(build({ routes: [careless] })).rejects.toThrow('GET /open does not say who may call it')
  })

  test('nobody is asked who they are on a public route', async () => {
    expect((await app.inject('/boats')).json()).toEqual({ boats: [] })
  })

  test.each([
    ['/me', undefined, 401, 'not-signed-in'],
    ['/me', 'nobody', 401, 'not-signed-in'],
    ['/desk', undefined, 401, 'not-signed-in'],
    ['/desk', 'ann', 403, 'not-allowed'],
  ])('%s as %s is %d %s', async (url, token, status, code) => {
    const answer = await app.inject({ url, headers: token === undefined ? {} : as(token) })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
  })

  test('a person acts as a participant, or in the first office of the route that they hold', async () => {
    expect((await app.inject({ url: '/me', headers: as('ben') })).json()).toEqual({ role: 'participant', personId: 2 })
    expect((await app.inject({ url: '/desk', headers: as('ben') })).body).toBe('reviewer')
  })

  test('who may not call it is told so before the body is looked at', async () => {
    const office: Routes = async (given) => {
      const config = { access: { roles: ['operator'] } } as const
      given.post('/office', { config, schema: { body: Strict({ a: Type.String() }) } }, async () => 'done')
    }
    const closed = await build({ routes: [office] })
    const answer = await closed.inject({ method: 'POST', url: '/office', headers: as('ann'), payload: { b: 1 } })
    expect(answer.json().code).toBe('not-allowed')
    await closed.close()
  })
})

describe('problem details (RFC 9457)', () => {
  test('a refusal says its code, field, clause and facts', async () => {
    const headers = { ...key(), 'x-request-id': 'trace-0001' }
    const answer = await app.inject({ method: 'POST', url: '/boats', headers, payload: { seats: 2, name: 'sunk' } })
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toEqual({
      type: '/problems/dispute-too-late',
      title: 'The days in which the decision could be disputed are over.',
      status: 409,
      detail: 'Field name, clause disputes.days; lastDay: 2026-01-31.',
      instance: '/requests/trace-0001',
      code: 'dispute-too-late',
      field: 'name',
      clause: 'disputes.days',
      facts: { lastDay: '2026-01-31' },
    })
  })

  test.each([
    ['a missing member', { seats: 2 }, 'name', 'required'],
    ['a member too many', { seats: 2, name: 'a', sail: true }, 'sail', 'additionalProperties'],
    ['a number above its limit', { seats: 9, name: 'a' }, 'seats', 'maximum'],
    ['a number written as text', { seats: '2', name: 'a' }, 'seats', 'type'],
  ])('%s is named', async (_what, payload, field, rule) => {
    const answer = await app.inject({ method: 'POST', url: '/boats', headers: key(), payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'request-invalid', field, facts: { in: 'body', rule } })
  })

  test.each([
    ['missing', {}],
    ['too short', { 'idempotency-key': 'abc' }],
    ['too long', { 'idempotency-key': 'a'.repeat(129) }],
    ['not printable', { 'idempotency-key': 'abcdefgh\u00e9' }],
  ])('a command whose Idempotency-Key is %s is refused', async (_what, headers) => {
    const answer = await app.inject({ method: 'POST', url: '/boats', headers, payload: { seats: 2, name: 'a' } })
    expect(answer.json()).toMatchObject({ code: 'request-invalid', field: 'idempotency-key', facts: { in: 'headers' } })
  })

  test.each([
    ['request-malformed', 400, 'application/json', '{"seats":'],
    ['content-type-unsupported', 415, 'application/xml', '<boat/>'],
    ['request-too-large', 413, 'application/json', JSON.stringify({ name: 'a'.repeat(300_000) })],
  ])('%s', async (code, status, type, payload) => {
    const headers = { ...key(), 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: '/boats', headers, payload })
    expect([answer.statusCode, answer.json().code]).toEqual([status, code])
  })

  test('an unknown address', async () => {
    const answer = await app.inject('/nowhere?name=Ann')
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'route-unknown'])
  })

  test('an address that cannot be decoded', async () => {
    const answer = await app.inject('/boats/%zz')
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request-malformed'])
    expect(answer.body).not.toContain('%zz')
  })

  test('a fault tells nothing of the inside, and the log has it under the same id', async () => {
    const answer = await app.inject({ method: 'POST', url: '/faulty', headers: { 'x-request-id': 'trace-0002' } })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'unexpected-fault', instance: '/requests/trace-0002' })
    expect(answer.body).not.toMatch(/division|zero|13900000000/)
    const logged = lines.map((line) => JSON.parse(line)).find((line) => line.err !== undefined)
    expect(logged).toMatchObject({ reqId: 'trace-0002', err: { type: 'DatabaseError', code: '22012' } })
  })

  test('what is not to be had just now is told as that: to come again with the same key', async () => {
    const answer = await app.inject('/gone')
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '3'])
    expect(answer.json()).toMatchObject({ code: 'temporarily-unavailable' })
    expect((await app.inject('/healthz')).statusCode).toBe(200)
  })

  test('a refusal code that is not on the map is a fault, not some status', async () => {
    expect((await app.inject('/unmapped')).statusCode).toBe(500)
  })

  test('each kind of problem is described at its type', async () => {
    const described = (await app.inject('/problems/too-old')).json()
    expect(described).toEqual({ code: 'too-old', status: 422, title: 'The person is older than the plan takes in.' })
    expect((await app.inject('/problems/toString')).statusCode).toBe(404)
  })
})

describe('the log', () => {
  test('has one line per request: pattern instead of address, and nothing a person sent', async () => {
    const headers = { ...key(), cookie: 'session=abc', 'x-request-id': 'trace-0003' }
    const url = '/boats?phone=13900000000'
    await app.inject({ method: 'POST', url, headers, payload: { seats: 2, name: 'Gulnara' } })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0]!)).toMatchObject({ reqId: 'trace-0003', method: 'POST', route: '/boats', status: 200 })
    expect(lines[0]).not.toMatch(/13900000000|Gulnara|session=abc|127\.0\.0\.1/)
  })

  test('does not repeat an address that nothing answers', async () => {
    await app.inject('/people/13900000000?name=Gulnara')
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/13900000000|Gulnara/)
  })

  test.each(['short', 'a'.repeat(65), 'has space', 'line\nbreak'])('a request id %j is replaced', async (given) => {
    const answer = await app.inject({ url: '/boats', headers: { 'x-request-id': given } })
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

test('an address that asks too often is told to wait', async () => {
  const strict = await build({ perMinute: 2 })
  const statuses = []
  for (let count = 0; count < 3; count += 1) statuses.push((await strict.inject('/boats')).statusCode)
  const answer = await strict.inject('/boats')
  expect(statuses).toEqual([200, 200, 429])
  expect(answer.json().code).toBe('too-many-requests')
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect((await strict.inject('/healthz')).statusCode).toBe(200)
  await strict.close()
})

describe('operations', () => {
  test('alive', async () => {
    expect((await app.inject('/healthz')).json()).toEqual({ alive: true })
  })

  test('ready when the database answers and has every migration', async () => {
    const migrations = [...(await readMigrations())]
    const ready = await build({ checks: [databaseCheck(database), migrationsCheck(database, migrations)] })
    expect((await ready.inject('/readyz')).json()).toEqual({
      ready: true,
      checks: { database: 'ok', migrations: 'ok' },
    })
    await ready.close()
  })

  test('not ready when a migration is missing or a check throws, whose reason only the log has', async () => {
    const migrations = [...(await readMigrations()), { name: '9999-new.sql', text: '', sha256: '' }]
    const throwing: ReadinessCheck = { name: 'store', check: () => Promise.reject(new Error('secret path')) }
    const unready = await build({ checks: [migrationsCheck(database, migrations), throwing] })
    const answer = await unready.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toEqual({
      ready: false,
      checks: { migrations: '1 migrations are not applied', store: 'failed' },
    })
    expect(lines.join()).toContain('secret path')
    await unready.close()
  })

  test('metrics count requests by pattern, the pool and the outbox', async () => {
    await app.inject('/boats')
    const { body } = await app.inject('/metrics')
    expect(body).toMatch(/tongzhou_http_request_seconds_count\{method="GET",route="\/boats",status="200"\} \d+/)
    expect(body).toContain('tongzhou_pool_connections 2')
    expect(body).toContain('tongzhou_journal_outbox_events 3')
  })

  test('metrics answer this machine, or whoever has the token', async () => {
    expect((await app.inject({ url: '/metrics', remoteAddress: '192.0.2.1' })).statusCode).toBe(403)
    const guarded = await build({ token: 'a-token-of-operations' })
    expect((await guarded.inject('/metrics')).statusCode).toBe(403)
    const headers = as('a-token-of-operations')
    expect((await guarded.inject({ url: '/metrics', remoteAddress: '192.0.2.1', headers })).statusCode).toBe(200)
    await guarded.close()
  })

  test('a gauge that cannot be read is a fault, not a zero', async () => {
    outboxLag = () => Promise.reject(new Error('no database'))
    expect((await app.inject('/metrics')).statusCode).toBe(500)
    outboxLag = async () => 3
  })
})

describe('documentation', () => {
  test('OpenAPI 3.1 says of each route who may call it and what a problem looks like', async () => {
    const document = (await app.inject('/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths['/desk'].get).toMatchObject({
      description: 'For reviewer or auditor.',
      security: [{ session: [] }],
    })
    const command = document.paths['/boats'].post
    expect(command.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(['idempotency-key'])
    expect(command.responses.default.content).toHaveProperty(['application/problem+json'])
    expect(document.components.schemas.Problem.required).toContain('code')
    expect(Object.keys(document.paths)).not.toContain('/openapi.json')
  })

  test('the pages load nothing from elsewhere', async () => {
    const page = await app.inject('/docs/')
    expect(page.statusCode).toBe(200)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).not.toMatch(/https?:|\*/)
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'/)
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])
    expect(sources).toEqual(['js/scalar.js'])
    expect((await app.inject('/docs/js/scalar.js')).statusCode).toBe(200)
  })
})

test('the logger blots out what never belongs into a line', () => {
  const written: string[] = []
  const quiet = createLogger({ TONGZHOU_LOG_LEVEL: 'info' }, { write: (line: string) => written.push(line) })
  quiet.info({ phoneNumber: '13900000000', person: { name: 'Gulnara' }, request: { headers: { cookie: 'abc' } } })
  expect(written.join()).not.toMatch(/13900000000|Gulnara|abc/)
})
