import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  freshFamily,
  freshMembers,
  freshPeriod,
  freshPlan,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { collectPeriod } from './collect-period.ts'
import { debtors } from './debtors.ts'

const platform = await testPlatform()
let payments: TestPayments

beforeEach(async () => {
  payments = await startPayments(platform)
  await payments.day('2020-06-14')
})
afterEach(() => payments.built.close())

async function debtorsNow(): Promise<bigint[]> {
  const { rows } = await sql<{ person_id: bigint }>`
    select distinct person_id from (${debtors()}) d order by person_id`.execute(platform.database)
  return rows.map((row) => row.person_id)
}

test('who owes is a debtor from the first failed debit until the share has come in; whom one pays for is one too', async () => {
  const plan = await freshPlan(platform)
  const [poor, rich] = await freshMembers(platform, plan, 2)
  const family = await freshFamily(platform, plan, poor!.participantId, 1)
  const periodId = await freshPeriod(platform, plan, [poor!, rich!, ...family])
  expect(await debtorsNow()).toEqual([])
  const accountToken = `account-${poor!.participantId}`
  const account = { accountToken, failures: 0, reason: 'insufficient-funds' }
  await payments.admin('accounts', { ...account, balanceFen: '0' })
  await collectPeriod(platform, payments.gateway, periodId, 1)
  expect(await debtorsNow()).toEqual([poor!.participantId, family[0]!.participantId])
  await payments.admin('accounts', { ...account, balanceFen: '300' })
  await payments.day('2020-06-15')
  await collectPeriod(platform, payments.gateway, periodId, 2)
  expect(await debtorsNow()).toEqual([poor!.participantId, family[0]!.participantId])
  await payments.admin('accounts', { ...account, balanceFen: null })
  await payments.day('2020-06-17')
  await collectPeriod(platform, payments.gateway, periodId, 3)
  expect(await debtorsNow()).toEqual([])
})

test('who did not share after all owes nothing', async () => {
  const plan = await freshPlan(platform)
  const [member] = await freshMembers(platform, plan, 1)
  const periodId = await freshPeriod(platform, plan, [member!])
  const { participantId } = member!
  await payments.admin('accounts', {
    accountToken: `account-${participantId}`,
    failures: 0,
    reason: 'insufficient-funds',
    balanceFen: '0',
  })
  await collectPeriod(platform, payments.gateway, periodId, 1)
  expect(await debtorsNow()).toEqual([participantId])
  await sql`insert into charge_exemptions values (${periodId}, ${participantId}, 'died')`.execute(platform.database)
  expect(await debtorsNow()).toEqual([])
})
