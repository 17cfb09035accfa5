import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { startTestGateway, type TestGateway } from '../../test/payment-gateway.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { type LeafFile, openLeafFile } from '../journal/index.ts'
import { caseIsFinal, workOfDay } from './days-work.ts'

const platform = await testPlatform('2020-06-01')
const { clock, database } = platform
let folder: string
let leafFile: LeafFile
let gateway: TestGateway

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-day-'))
  leafFile = await openLeafFile(join(folder, 'leaves'))
  gateway = await startTestGateway()
  await loadTestPlan(platform, testPlan)
  await addParticipants(database, testPlan, { first: 1n, count: 10, joinedOn: '2020-01-05' })
  await approveCase(platform, testPlan, {
    caseReference: 'DAYS-0001',
    participantId: 1n,
    payoutFen: 1_000n,
    on: '2020-05-20',
  })
})
afterAll(async () => {
  await leafFile.close()
  await rm(folder, { recursive: true, force: true })
})

async function workOn(day: string) {
  const noon = `${day}T04:00:00Z`
  clock.set(noon)
  await gateway.admin('clock', { now: noon })
  const [done] = await workOfDay(platform, { gateway: gateway.gateway, leafFile })
  return done!
}

describe('the work of a day', () => {
  test('publishes on the publicity day and takes the roll, once', async () => {
    expect(await workOn('2020-06-06')).toMatchObject({ published: [], settled: [] })
    expect(await workOn('2020-06-07')).toMatchObject({ day: '2020-06-07', published: ['2020-06-A'], settled: [] })
    expect(await workOn('2020-06-07')).toMatchObject({ published: [], settled: [] })
    const { rows } = await sql`select status, roll_count from periods`.execute(database)
    expect(rows).toEqual([{ status: 'rolled', roll_count: 10n }])
  })

  test('settles on the sharing day, also when it comes late, once', async () => {
    expect(await workOn('2020-06-13')).toMatchObject({ settled: [] })
    expect(await workOn('2020-06-15')).toMatchObject({ published: [], settled: ['2020-06-A'] })
    expect(await workOn('2020-06-15')).toMatchObject({ settled: [] })
  })

  test('publishes late as long as there are days for objections, and then leaves the cases to the next period', async () => {
    expect(await workOn('2020-06-25')).toMatchObject({ published: ['2020-06-B'] })
    expect(await workOn('2020-07-12')).toMatchObject({ published: [], settled: ['2020-06-B'] })
  })

  test('of a plan that can not go on keeps no other waiting, and its fault is told', async () => {
    // Before the test plan by name.
    const poisoned = { ...testPlan, plan: 'a-poisoned-plan' }
    await loadTestPlan(platform, poisoned)
    await sql`alter table membership_rolls add constraint poison check (plan_code <> 'a-poisoned-plan') not valid`.execute(
      database,
    )
    await expect(workOn('2020-07-13')).rejects.toThrow('poison')
    const { rows } = await sql<{ day: string }>`
      select max(day)::text as day from statements_compared`.execute(database)
    expect(rows[0]!.day).toBe('2020-07-12')
    await sql`alter table membership_rolls drop constraint poison`.execute(database)
    expect(await workOn('2020-07-13')).toMatchObject({ plan: 'a-poisoned-plan' })
  })

  test('puts everything on the log before payouts, and compares each day that is over', async () => {
    expect(await caseIsFinal(database, 'DAYS-0001')).toBe(true)
    const { rows } = await sql<{ days: bigint }>`select count(*) as days from statements_compared`.execute(database)
    // From the day before the first run to the day before the last, without a gap.
    expect(rows[0]!.days).toBe(38n)
  })
})
