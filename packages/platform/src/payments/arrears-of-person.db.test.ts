import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  freshFamily,
  freshMembers,
  freshPeriod,
  freshPlan,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import { insertPhonePerson, type SignedIn } from '../identity/index.ts'
import { collectPeriod } from './collect-period.ts'
import { giveUpUnpaid } from './give-up-unpaid.ts'
import { payArrears } from './pay-arrears.ts'
import { paymentRoutes } from './routes.ts'

const platform = await testPlatform()
const sessions: Record<string, SignedIn> = {
  finance: { personId: 900_100n, roles: ['finance'] },
  operator: { personId: 900_101n, roles: ['operator'] },
  auditor: { personId: 900_102n, roles: ['auditor'] },
  reviewer: { personId: 900_103n, roles: ['reviewer'] },
}
let payments: TestPayments
let app: App

beforeAll(async () => {
  payments = await startPayments(platform)
  await payments.day('2020-06-14')
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [paymentRoutes(payments.gateway, { page: null, isTrial: true })],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})

afterAll(async () => {
  await app.close()
  await payments.built.close()
})

async function arrearsOf(personId: bigint, who = 'finance') {
  const answer = await app.inject({ url: `/people/${personId}/arrears`, headers: { authorization: who } })
  return { status: answer.statusCode, body: answer.json() }
}

/** A payer with a share and a family member with another, of whose account this many debits fail. */
async function family(failures: number, sharingDay: string) {
  await payments.day(sharingDay)
  const plan = await freshPlan(platform)
  const [payer] = await freshMembers(platform, plan, 1)
  const personId = payer!.participantId
  const [child] = await freshFamily(platform, plan, personId, 1)
  for (const write of insertPhonePerson(platform, personId, `+86${13_800_000_000n + personId}`, platform.clock.now())) {
    await write.execute(platform.database)
  }
  const account = { accountToken: `account-${personId}`, failures, reason: 'insufficient-funds', balanceFen: null }
  await payments.admin('accounts', account)
  const periodId = await freshPeriod(platform, plan, [payer!, child!], { sharingDay })
  return { plan, personId, periodId, members: [payer!.participantId, child!.participantId] }
}

describe('what a person has not paid', () => {
  test('is shown share by share: since when, what was tried and why it failed, until when the cover stays', async () => {
    const { members, personId, periodId, plan } = await family(4, '2020-06-14')
    expect((await arrearsOf(personId)).body.map(({ tries }: { tries: unknown }) => tries)).toEqual([[], []])
    await collectPeriod(platform, payments.gateway, periodId, 1)
    await payments.day('2020-06-15')
    await collectPeriod(platform, payments.gateway, periodId, 2)
    const tries = ['2020-06-14', '2020-06-15'].map((day) => ({
      triedAt: `${day}T04:00:00Z`,
      outcome: 'insufficient-funds',
      byPayer: false,
    }))
    const line = {
      plan: plan.plan,
      shareFen: '300',
      sharingDay: '2020-06-14',
      lastDayOfGrace: '2020-06-26',
      graceIsOver: false,
      writtenOff: false,
      tries,
    }
    for (const who of ['finance', 'operator', 'auditor']) {
      expect(await arrearsOf(personId, who)).toMatchObject({
        status: 200,
        body: members.map((member) => ({ ...line, participantId: String(member) })),
      })
    }
  })

  test('holds tries of the payer and those that nobody has answered; nothing once it is paid', async () => {
    const { members, personId, periodId } = await family(2, '2020-06-20')
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const actor = { personId, role: 'participant' } as const
    const asked = await payArrears(platform, { key: `asked-${personId}`, actor, participantId: members[0]! })
    expect(asked.accepted).toBe(true)
    const { body } = await arrearsOf(personId)
    expect(body[0].tries).toMatchObject([
      { outcome: 'insufficient-funds', byPayer: false },
      { outcome: 'open', byPayer: true },
    ])
    expect(body[1].tries).toHaveLength(1)
    await collectPeriod(platform, payments.gateway, periodId, 2)
    expect((await arrearsOf(personId)).body).toEqual([])
  })

  test('says that grace is over on the day after its last one, and that it was written off', async () => {
    const { personId, periodId } = await family(9, '2020-07-01')
    await collectPeriod(platform, payments.gateway, periodId, 1)
    const grace = async () => (await arrearsOf(personId)).body[0]
    await payments.day('2020-07-13')
    expect(await grace()).toMatchObject({ graceIsOver: false, writtenOff: false })
    const today = await payments.day('2020-07-14')
    expect(await grace()).toMatchObject({ graceIsOver: true, writtenOff: false })
    await giveUpUnpaid(platform, periodId, today)
    expect(await grace()).toMatchObject({ graceIsOver: true, writtenOff: true })
  })

  test('is shown to finance, operators and auditors, and each look is recorded', async () => {
    const { personId } = await family(0, '2020-07-20')
    const looks = async () => {
      const { rows } = await sql`
        select role from office_acts where kind = 'look-at-arrears' and about = ${[`person/${personId}`]}::text[]`.execute(
        platform.database,
      )
      return rows
    }
    await arrearsOf(personId)
    expect(await looks()).toEqual([{ role: 'finance' }])
    expect((await arrearsOf(personId, 'reviewer')).status).toBe(403)
    expect((await arrearsOf(personId, 'nobody')).status).toBe(401)
    expect((await arrearsOf(999_999n)).body.code).toBe('person-unknown')
    expect(await looks()).toHaveLength(1)
  })
})
