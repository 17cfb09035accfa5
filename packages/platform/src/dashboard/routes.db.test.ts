import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { system } from '../commit/commit.ts'
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { countParticipants, recordRoll } from '../participants/index.ts'
import { closePeriod, countDecisions, publishPeriod } from '../sharing/index.ts'
import { dashboardRoutes } from './routes.ts'

const platform = await testPlatform('2020-06-01')
const { clock, database } = platform
const sessions: Record<string, SignedIn> = {
  operator: { personId: 900n, roles: ['operator'] },
  reviewer: { personId: 901n, roles: ['reviewer'] },
}
const plan = { ...testPlan, plan: 'seen-plan' }
let app: App

beforeAll(async () => {
  await loadTestPlan(platform, plan)
  await addParticipants(database, plan, { first: 1n, count: 20, joinedOn: '2020-01-05' })
  await addParticipants(database, plan, {
    first: 100n,
    count: 3,
    joinedOn: '2020-01-05',
    ended: { on: '2020-04-30', reason: 'left' },
  })
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [dashboardRoutes],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())

async function get(who: string, code = plan.plan) {
  const url = `/plans/${code}/dashboard`
  const answer = await app.inject({ method: 'GET', url, headers: { authorization: who } })
  return { status: answer.statusCode, body: answer.json() }
}

describe('the dashboard', () => {
  test('is for those who run a plan or audit it, and of a plan that is there', async () => {
    expect((await get('reviewer')).status).toBe(403)
    expect((await get('operator', 'no-plan')).status).toBe(404)
  })

  test('shows an empty plan as it is', async () => {
    const { body, status } = await get('operator')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      today: '2020-06-01',
      since: '2019-06-02',
      movements: [],
      incidence: [],
      periods: [],
      forecast: null,
      decisions: { filed: 0, refused: 0 },
      payoutDays: null,
      work: [],
    })
  })

  test('adds up what moved, what was decided, what it cost, and what waits', async () => {
    const caseReference = 'R0VT-0001'
    await approveCase(platform, plan, { caseReference, participantId: 1n, payoutFen: 1_000n, on: '2020-05-20' })
    await approveCase(platform, plan, { caseReference: 'R0VT-0002', participantId: 2n, on: '2020-05-21' })
    await sql`update claims set open_objections = 1 where case_reference = 'R0VT-0002'`.execute(database)
    await recordRoll(platform, plan, Temporal.PlainDate.from('2020-05-31'))
    const command = { actor: system, planCode: plan.plan, code: '2020-06-A' }
    clock.set('2020-06-07T04:00:00Z')
    expect(await publishPeriod(platform, { ...command, key: 'publish' })).toMatchObject({ accepted: true })
    clock.set('2020-06-14T04:00:00Z')
    expect(await closePeriod(platform, { ...command, key: 'close' })).toMatchObject({ accepted: true })
    const today = Temporal.PlainDate.from('2020-06-14')
    await countParticipants(platform, plan.plan, today)
    await countDecisions(platform, plan, today)

    const { body } = await get('operator')
    expect(body.movements).toEqual([{ month: '2020-05', joined: 23, ended: 3, reinstated: 0 }])
    // 10.00 and 8 % of it among 19: 56.84, so 57 fen each.
    expect(body.periods).toEqual([
      { period: '2020-06-A', sharingDay: '2020-06-14', participants: '19', shareFen: '57', costFen: '57' },
    ])
    expect(body.incidence).toMatchObject([{ ageBand: '30-39', cases: 1, low: 0 }])
    expect(body.incidence[0].expected).toBeLessThan(0.01)
    // One case in 19 participant-periods, for 24 periods ahead: 24 cases of 56.84 fen.
    expect(body.forecast).toMatchObject({ expectedCases: 24, expectedFen: '1364' })
    expect(BigInt(body.forecast.highFen)).toBeGreaterThan(1_364n)
    expect(body.decisions).toMatchObject({ filed: 2, approved: 2, refused: 0, disputed: 0 })
    expect(body.work.map(({ count, name }: { count: number; name: string }) => [name, count])).toEqual(
      expect.arrayContaining([
        ['approved', 1],
        ['settled', 1],
      ]),
    )
  })
})
