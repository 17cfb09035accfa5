import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { sharingRoutes } from './routes.ts'

const platform = await testPlatform('2020-06-01')
const { clock, database } = platform
const sessions: Record<string, SignedIn> = {
  operator: { personId: 900n, roles: ['operator'] },
  three: { personId: 3n, roles: ['participant'] },
}
const plan = { ...testPlan, plan: 'shared-plan' }
const path = `/plans/${plan.plan}/periods`
let app: App

beforeAll(async () => {
  await loadTestPlan(platform, plan)
  await addParticipants(database, plan, { first: 1n, count: 4, joinedOn: '2020-01-05' })
  await approveCase(platform, plan, {
    caseReference: 'R0VT-0001',
    participantId: 1n,
    payoutFen: 100n,
    on: '2020-05-20',
  })
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [sharingRoutes()],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())

async function get(url: string, who?: string) {
  const answer = await app.inject({ method: 'GET', url, headers: who === undefined ? {} : { authorization: who } })
  return { status: answer.statusCode, body: answer.json() }
}

async function post(url: string, options: { who?: string; key?: string; payload?: object } = {}) {
  const { who = 'operator', key = crypto.randomUUID(), payload } = options
  const headers = { 'idempotency-key': key, authorization: who }
  const answer = await app.inject({ method: 'POST', url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}

describe('a period through HTTP', () => {
  test('is the operator’s to publish and close', async () => {
    expect((await post(`${path}/2020-06-A/publish`, { who: 'three' })).status).toBe(403)
    expect((await post(`${path}/2020-06-A/close`, { who: 'nobody' })).status).toBe(401)
  })

  test('is not there before it is published', async () => {
    expect((await get(`${path}/2020-06-A`)).body).toMatchObject({ status: 404, code: 'period-unknown' })
    expect((await get(path)).body).toEqual([])
    expect((await post(`${path}/2020-06-C/publish`)).body).toMatchObject({ status: 404, code: 'period-unknown' })
    expect((await post(`${path}/2020-06-A/publish`)).body).toMatchObject({
      status: 409,
      code: 'publicity-day-not-come',
    })
    expect((await post(`${path}/june/publish`)).status).toBe(400)
  })

  test('is published with its cases, and has no figures yet', async () => {
    clock.set('2020-06-07T04:00:00Z')
    expect(await post(`${path}/2020-06-A/publish`)).toEqual({ status: 200, body: { period: '2020-06-A', cases: 1 } })
    const { body } = await get(`${path}/2020-06-A`)
    expect(body).toMatchObject({ status: 'published', objectionsUntil: '2020-06-13', shareFen: null, arithmetic: null })
    expect((await post(`${path}/2020-06-A/close`)).body).toMatchObject({ status: 409, code: 'sharing-day-not-come' })
    const roll = { status: 'rolled', slices: 1, done: 1, counted: '4' }
    expect(await get(`${path}/2020-06-A/roll`, 'operator')).toEqual({ status: 200, body: roll })
    expect((await get(`${path}/2020-06-A/roll`, 'three')).status).toBe(403)
  })

  test('shows what it would come to as things stand, to those who close it', async () => {
    const url = `${path}/2020-06-A/outlook`
    const { body, status } = await get(url, 'operator')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'rolled',
      today: '2020-06-07',
      publish: { code: 'period-already-published' },
      close: { code: 'sharing-day-not-come' },
      cases: { count: 1, payoutsFen: '100' },
      heldOver: { count: 0, payoutsFen: '0' },
      expected: { basis: 'roll', participants: '3', dueFen: '108', shareFen: '36', carryOutFen: '0' },
    })
    expect((await get(url, 'three')).status).toBe(403)
    expect((await get(`${path}/2020-06-C/outlook`, 'operator')).body).toMatchObject({ code: 'period-unknown' })
  })

  test('is closed once, the same request twice has one answer', async () => {
    clock.set('2020-06-14T04:00:00Z')
    const key = crypto.randomUUID()
    const first = await post(`${path}/2020-06-A/close`, { key })
    expect(first).toMatchObject({ status: 200, body: { participants: '3', shareFen: '36', carryOutFen: '0' } })
    expect(await post(`${path}/2020-06-A/close`, { key })).toEqual(first)
    const roll = { status: 'settled', slices: 1, done: 1, counted: '4' }
    expect((await get(`${path}/2020-06-A/roll`, 'operator')).body).toEqual(roll)
    expect((await post(`${path}/2020-06-A/close`)).body).toMatchObject({ status: 409, code: 'period-already-settled' })
    const { body } = await get(`${path}/2020-06-A/outlook`, 'operator')
    expect(body).toMatchObject({ status: 'settled', close: { code: 'period-already-settled' }, expected: null })
    const next = await get(`${path}/2020-06-B/outlook`, 'operator')
    expect(next.body).toMatchObject({
      status: 'open',
      publish: { code: 'publicity-day-not-come' },
      close: { code: 'period-not-published' },
      cases: { count: 0 },
      expected: { basis: 'last-period', participants: '3', shareFen: '0' },
    })
  })

  test('shows its arithmetic step by step to anybody, reckoned again', async () => {
    const { body } = await get(`${path}/2020-06-A`)
    expect(body.recomputed).toEqual({ agrees: true, differing: [] })
    const steps = body.arithmetic.steps as { name: string; amountFen: string }[]
    const figures = Object.fromEntries(steps.map(({ name, amountFen }) => [name, amountFen]))
    expect(figures).toMatchObject({ payouts: '100', fees: '8', due: '108', share: '36', 'carry-out': '0' })
    expect(body.arithmetic.cases).toEqual([
      { caseReference: 'R0VT-0001', payoutFen: '100', feeFen: '8', operatorFen: '0' },
    ])
    expect((await get(`${path}?limit=1`)).body).toMatchObject([
      { period: '2020-06-A', status: 'settled', shareFen: '36' },
    ])
  })

  test('says that it does not agree where a figure was changed by hand', async () => {
    await sql`update periods set due_fen = 107 where period_code = '2020-06-A'`.execute(database)
    expect((await get(`${path}/2020-06-A`)).body.recomputed).toEqual({ agrees: false, differing: ['dueFen'] })
    await sql`update periods set due_fen = 108 where period_code = '2020-06-A'`.execute(database)
  })
})

describe('charges through HTTP', () => {
  test('are shown to the participant alone', async () => {
    expect(await get('/participants/3/charges', 'three')).toMatchObject({
      status: 200,
      body: [{ period: '2020-06-A', shareFen: '36', exempt: null }],
    })
    for (const id of ['2', '77']) {
      expect((await get(`/participants/${id}/charges`, 'three')).body).toMatchObject({ code: 'not-your-participant' })
    }
    expect((await get('/participants/3/charges')).status).toBe(401)
  })
})

describe('run-off through HTTP', () => {
  const url = `/plans/${plan.plan}/run-off`

  test('is announced by the operator once, and anybody sees it', async () => {
    expect((await get(url)).body).toEqual({ runOff: null })
    expect((await post(url, { who: 'three', payload: { coverEndsOn: '2020-07-28' } })).status).toBe(403)
    expect((await post(url, { payload: { coverEndsOn: '2020-02-30' } })).body).toMatchObject({ code: 'day-malformed' })
    expect((await post(url, { payload: { coverEndsOn: '2020-06-13' } })).body).toMatchObject({
      code: 'cover-ends-too-soon',
      status: 422,
    })
    const announced = await post(url, { payload: { coverEndsOn: '2020-07-28' } })
    const runOff = { announcedOn: '2020-06-14', coverEndsOn: '2020-07-28', noSharingFrom: '2020-06-14' }
    expect(announced).toEqual({ status: 201, body: runOff })
    expect((await get(url)).body).toEqual({ runOff })
    expect((await post(url, { payload: { coverEndsOn: '2020-07-28' } })).body).toMatchObject({
      code: 'run-off-already-announced',
    })
  })
})
