import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { loadShippedPlans, shippedPlanText } from './load-shipped-plans.ts'
import { planRoutes } from './routes.ts'

/** Still 9 March in UTC when it is the 10th in Shanghai. */
const platform = await testPlatform('2026-03-10')
const sessions: Record<string, SignedIn> = {
  operator: { personId: 1n, roles: ['operator'] },
  participant: { personId: 2n, roles: ['participant', 'auditor'] },
}
let app: App
let main: string

beforeAll(async () => {
  await loadShippedPlans(platform)
  main = await shippedPlanText('critical-illness')
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

async function get(url: string) {
  const answer = await app.inject({ method: 'GET', url })
  return { status: answer.statusCode, body: answer.json(), text: answer.body }
}

async function post(url: string, text: string, who?: string, key: string = crypto.randomUUID()) {
  const headers = { 'idempotency-key': key, ...(who === undefined ? {} : { authorization: who }) }
  const answer = await app.inject({ method: 'POST', url, headers, payload: { text } })
  return { status: answer.statusCode, body: answer.json() }
}

/** The next version of the main plan, with a shorter time for filing. */
const second = (firstDay: string) =>
  main
    .replace('"version": 1', '"version": 2')
    .replace('"firstDay": "2018-11-27"', `"firstDay": "${firstDay}"`)
    .replace('"withinDays": 180', '"withinDays": 120')

describe('reading plans', () => {
  test('anyone sees the list, with the version in force', async () => {
    const { status, body } = await get('/plans')
    expect(status).toBe(200)
    expect(body).toMatchObject([
      { plan: 'critical-illness', versions: 1, inForce: { version: 1, firstDay: '2018-11-27' }, next: null },
      { plan: 'public-transport-accident', name: { zh: '公共交通意外互助计划' } },
      { plan: 'seniors-cancer' },
    ])
  })

  test('a version comes as the text whose hash the list of versions states', async () => {
    const { body } = await get('/plans/critical-illness/versions')
    const { text, body: plan } = await get('/plans/critical-illness/versions/1')
    expect(body).toHaveLength(1)
    expect(body[0].contentSha256).toBe(createHash('sha256').update(text).digest('hex'))
    expect(plan).toEqual(JSON.parse(main))
  })

  test.each([
    ['/plans/no-plan/versions', 404, 'plan-unknown'],
    ['/plans/no-plan/in-force', 404, 'plan-unknown'],
    ['/plans/critical-illness/versions/7', 404, 'plan-version-unknown'],
    ['/plans/critical-illness/versions/0', 400, 'request-invalid'],
    ['/plans/critical-illness/versions/one', 400, 'request-invalid'],
    ['/plans/critical-illness/in-force?day=2018-11-26', 409, 'no-plan-version'],
    ['/plans/critical-illness/in-force?day=2019-02-30', 422, 'day-malformed'],
    ['/plans/critical-illness/differences?from=1&to=9', 404, 'plan-version-unknown'],
    ['/plans/critical-illness/differences?from=1', 400, 'request-invalid'],
  ])('%s is refused with %i %s', async (url, status, code) => {
    expect(await get(url)).toMatchObject({ status, body: { code } })
  })

  test('the schema is served', async () => {
    expect((await get('/plan.schema.json')).body).toMatchObject({ title: 'Plan version' })
  })
})

describe('loading a plan through the API', () => {
  test.each([
    ['/plans', undefined, 401],
    ['/plans', 'participant', 403],
    ['/plans/preview', undefined, 401],
    ['/plans/preview', 'participant', 403],
  ])('%s is closed to %s', async (url, who, status) => {
    expect((await post(url, main, who)).status).toBe(status)
  })

  test('a preview tells every fault with its line and changes nothing', async () => {
    const text = main.replace('"CNY"', '"EUR"').replace('"days": 90', '"days": "90"')
    const { status, body } = await post('/plans/preview', text, 'operator')
    expect(status).toBe(200)
    expect(body).toMatchObject({ version: null, refusal: null, differences: [] })
    expect(body.faults.map(({ rule }: { rule: string }) => rule)).toEqual(['not-one-of', 'wrong-type'])
  })

  test('a preview tells why a version would be refused, and what it would change', async () => {
    const { body } = await post('/plans/preview', second('2026-03-11'), 'operator')
    expect(body.refusal).toMatchObject({ code: 'first-day-too-early', clause: '1.3' })
    expect(body.differences).toContainEqual({
      change: 'changed',
      pointer: '/filing/withinDays',
      term: 'filing.withinDays',
      from: 180,
      to: 120,
    })
    expect((await get('/plans/critical-illness/versions')).body).toHaveLength(1)
  })

  test('a plan that breaks a rule is refused with the place of the first fault', async () => {
    const { status, body } = await post('/plans', main.replace('"days": 90', '"days": 9.5'), 'operator')
    expect(status).toBe(422)
    const line = main.slice(0, main.indexOf('"days": 90')).split('\n').length
    expect(body).toMatchObject({ code: 'plan-invalid', facts: { rule: 'number-not-whole', line, faults: 1 } })
  })

  test('the next version is loaded once, applies from its day, and can be compared', async () => {
    const text = second('2026-04-09')
    const first = await post('/plans', text, 'operator', 'load-second')
    expect(first).toMatchObject({ status: 201, body: { version: 2, alreadyLoaded: false } })
    expect(await post('/plans', text, 'operator', 'load-second')).toMatchObject({ status: 201, body: first.body })
    expect(await post('/plans', text, 'operator')).toMatchObject({ status: 200, body: { alreadyLoaded: true } })
    const other = await post('/plans', text.replace('"withinDays": 120', '"withinDays": 60'), 'operator')
    expect(other).toMatchObject({ status: 409, body: { code: 'plan-version-differs' } })

    const versionOn = async (day: string) => (await get(`/plans/critical-illness/in-force?day=${day}`)).body.version
    expect([await versionOn('2026-04-08'), await versionOn('2026-04-09')]).toEqual([1, 2])
    expect((await get('/plans/critical-illness/in-force')).body.version).toBe(1)
    platform.clock.set('2026-04-08T16:00:00Z')
    expect((await get('/plans/critical-illness/in-force')).body.version).toBe(2)
    const { body } = await get('/plans/critical-illness/differences?from=1&to=2')
    expect(body.map(({ term }: { term: string }) => term)).toEqual(['filing.withinDays', 'firstDay', 'version'])
    expect((await get('/plans')).body[0]).toMatchObject({ versions: 2, inForce: { version: 2 }, next: null })
  })
})
