import type { PlanVersion } from '@tongzhou/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProvedWorld, type ProvedWorld } from './support/proofs.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** A draft against a year that was really lived: one case of 100,000 yuan, shared by the six others. */
const world = await openWorld('2020-01-02')
let made: ProvedWorld
let operator: Somebody
let path: string

beforeAll(async () => {
  made = await makeProvedWorld(world)
  await made.settle()
  operator = await world.signIn('operator')
  const { body } = await world.call(operator, 'POST', '/plan-drafts', { plan: 'test-plan' })
  path = `/plan-drafts/${body.draft}`
})
afterAll(() => made?.consortium.close())

async function effectWith(change: (plan: PlanVersion) => unknown) {
  const { body: draft } = await world.call(operator, 'GET', path)
  const source = JSON.stringify(change(JSON.parse(draft.source)))
  const saved = await world.call(operator, 'PUT', path, { edition: draft.edition, source })
  if (saved.status !== 200) throw new Error(JSON.stringify(saved.body))
  const auditor = await world.signIn('auditor')
  const { body } = await world.call(auditor, 'GET', `${path}/effect`)
  await world.call(operator, 'PUT', path, { edition: saved.body.edition, source: draft.source })
  return body
}

test('a draft that says the same changes nothing', async () => {
  const { periods, total, unknown } = await effectWith((plan) => plan)
  expect(periods.map(({ period }: { period: string }) => period)).toContain('2020-06-A')
  for (const { least, most, was } of periods) expect([least, most]).toEqual([was, was])
  expect(total.was).toMatchObject({ cases: 1, payoutsFen: '10000000', feesFen: '800000', shareFen: '1800000' })
  expect(total.most).toEqual(total.was)
  expect(unknown).toEqual(['who-takes-part'])
})

test('half the payout and no fee cost less than half', async () => {
  const { periods } = await effectWith((plan) => ({
    ...plan,
    cover: {
      ...plan.cover,
      payoutTiers: plan.cover.payoutTiers.map((tier) => ({ ...tier, payoutFen: tier.payoutFen / 2 })),
    },
    sharing: { ...plan.sharing, managementFeeBasisPoints: 0 },
  }))
  const june = periods.find(({ period }: { period: string }) => period === '2020-06-A')
  expect(june.most).toMatchObject({ payoutsFen: '5000000', feesFen: '0', shareFen: '833334', carryOutFen: '4' })
  expect(june.least).toEqual(june.most)
})

test('a case that would not have been covered is named with its reason; one that perhaps would, too', async () => {
  const wait = (days: number) =>
    effectWith((plan) => ({ ...plan, waitingPeriod: { ...plan.waitingPeriod, days } })).then(({ periods }) =>
      periods.find(({ period }: { period: string }) => period === '2020-06-A'),
    )
  const long = await wait(365)
  expect(long).toMatchObject({
    notCovered: 1,
    perhapsNotCovered: 0,
    most: { cases: 0, payoutsFen: '0', shareFen: '0' },
  })
  expect(long.touched).toMatchObject([{ caseReference: made.filed.reference, reason: 'waiting-period', covered: 'no' }])
  const between = await wait(140)
  expect(between).toMatchObject({ notCovered: 0, perhapsNotCovered: 1, least: { shareFen: '0' } })
  expect(between.most).toEqual(between.was)
})

test('whoever is no officer of the plan does not see it', async () => {
  const reviewer = await world.signIn('reviewer')
  expect((await world.call(reviewer, 'GET', `${path}/effect`)).status).toBe(403)
  const gone = '/plan-drafts/00000000-0000-4000-8000-000000000000/effect'
  expect(await world.call(operator, 'GET', gone)).toMatchObject({ status: 404, body: { code: 'draft-unknown' } })
})
