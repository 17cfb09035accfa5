import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addMembers } from '../../test/made-up-period.ts'
import { freshPeriod, freshPlan } from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { type ArrearsPlace, arrearsOfPlan } from './charge-store.ts'

const platform = await testPlatform()
const { database } = platform
const plan = await freshPlan(platform)
/** Close together, and a share every 15,000 numbers up to farther than what one page looks through. */
const ids = [
  ...[1n, 2n, 3n, 4n, 19_999n, 20_000n],
  ...Array.from({ length: 20 }, (_, at) => 150_000n + BigInt(at) * 15_000n),
  ...[600_000n, 600_001n],
]
const members = ids.map((participantId) => ({ participantId }))
await addMembers(database, plan, members)
const periods = [
  await freshPeriod(platform, plan, members),
  await freshPeriod(platform, plan, members.slice(2), { sharingDay: '2020-06-28' }),
]
await sql`
  insert into charge_payments (participant_id, period_id, method, attempt_no, settled_on, after_write_off)
  select participant_id, period_id, 'debit', 1, '2020-06-28', false from charges
  where (participant_id, period_id) in ((2, ${periods[0]!}::bigint), (3, ${periods[1]!}::bigint))
    or participant_id between 150000 and 599999`.execute(database)
await sql`
  insert into charge_exemptions (period_id, participant_id, reason) values (${periods[0]!}, 4, 'left')`.execute(
  database,
)

const text = ({ participantId, periodId }: ArrearsPlace) => `${participantId}-${periodId}`
const { rows } = await sql<{ participantId: bigint; periodId: bigint }>`
  select participant_id as "participantId", period_id as "periodId" from charges
  except select participant_id, period_id from charge_payments
  except select participant_id, period_id from charge_exemptions order by 1, 2`.execute(database)
const unpaid = rows.map(text)

test.each([1, 2, 3, 5, 200])('page after page of %i holds each unpaid share once, in order', async (limit) => {
  const found: string[] = []
  let place: ArrearsPlace | null = { participantId: 0n, periodId: 0n }
  for (let pages = 0; place !== null; pages += 1) {
    expect(pages).toBeLessThan(50)
    const page = await arrearsOfPlan(database, plan.plan, place, limit)
    expect(page.arrears.length).toBeLessThanOrEqual(limit)
    found.push(...page.arrears.map(text))
    place = page.next
  }
  expect(found).toEqual(unpaid)
})

test('from any share on, the page begins behind it', async () => {
  for (const [at, { participantId, periodId }] of rows.entries()) {
    const { arrears } = await arrearsOfPlan(database, plan.plan, { participantId, periodId }, 200)
    expect(arrears.map(text)).toEqual(unpaid.slice(at + 1).slice(0, arrears.length))
  }
})

test('a page ends where it has looked far enough, and says where to go on', async () => {
  const { arrears, next } = await arrearsOfPlan(database, plan.plan, { participantId: 20_001n, periodId: 0n }, 200)
  expect(arrears).toEqual([])
  expect(next!.participantId).toBeGreaterThan(150_000n)
  expect(next!.participantId).toBeLessThan(600_000n)
})

test('numbers that nobody has are not gone through', async () => {
  const { arrears } = await arrearsOfPlan(database, plan.plan, { participantId: 440_000n, periodId: 0n }, 1)
  expect(arrears.map(({ participantId }) => participantId)).toEqual([600_000n])
})

test('a plan without open collections owes nothing', async () => {
  const other = await freshPlan(platform)
  expect(await arrearsOfPlan(database, other.plan, { participantId: 0n, periodId: 0n }, 200)).toEqual({
    arrears: [],
    next: null,
  })
})
