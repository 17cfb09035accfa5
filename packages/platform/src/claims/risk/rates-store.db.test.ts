import { createHash, randomUUID } from 'node:crypto'
import type { DailyCases } from '@tongzhou/core'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { turnTriggersOff } from '../../../test/database.ts'
import { testPlatform } from '../../../test/platform.ts'
import type { Mark } from './marks.ts'
import { planRates, rateOf } from './rates-store.ts'

const { database } = await testPlatform()
const today = Temporal.PlainDate.from('2021-06-30')
const mark = (text: string) => createHash('sha256').update(text).digest()

/** Cases of a plan: on which day, where, and whether they are early ones. */
const cases: readonly (readonly [plan: string, daysAgo: number, hospital: string, early: boolean])[] = [
  ['one', 0, 'large', false],
  ['one', 0, 'large', true],
  ['one', 10, 'large', true],
  ['one', 730, 'large', false],
  ['one', 10, 'small', false],
  // Too long ago, not yet, and another plan's.
  ['one', 731, 'large', true],
  ['one', -1, 'large', true],
  ['two', 10, 'large', true],
]
await database.transaction().execute(async (transaction) => {
  await turnTriggersOff(transaction)
  for (const [plan, daysAgo, hospital, early] of cases) {
    const claimId = randomUUID()
    for (const kind of early ? ['hospital', 'early-hospital'] : ['hospital']) {
      await sql`insert into claim_marks (claim_id, kind, mark, plan_code, filed_on)
        values (${claimId}::uuid, ${kind}, ${mark(hospital)}, ${plan}, ${today.subtract({ days: daysAgo })}::date)`.execute(
        transaction,
      )
    }
  }
})

/** The days of a count on which there were cases, as days ago. */
function daysOf({ before, from }: DailyCases): Record<number, number> {
  const last = from.until(today, { largestUnit: 'days' }).days
  return Object.fromEntries(
    before.slice(1).flatMap((until, at) => (until > before[at]! ? [[last - at, until - before[at]!]] : [])),
  )
}

test('the cases of a hospital are counted day by day for two years, beside those of the plan, early ones by themselves', async () => {
  const rates = await planRates(database, 'one', today)
  expect(daysOf(rates.cases)).toEqual({ 0: 2, 10: 2, 730: 1 })
  expect(daysOf(rates.earlyCases)).toEqual({ 0: 1, 10: 1 })
  const large: Mark = { kind: 'hospital', mark: mark('large') }
  const { all, early, filedOn } = await rateOf(database, rates, large, today)
  expect(filedOn).toBe(today)
  expect(daysOf(all.own)).toEqual({ 0: 2, 10: 1, 730: 1 })
  expect(all).toMatchObject({ known: 2, squares: 16 + 1, plan: rates.cases })
  expect(daysOf(early.own)).toEqual({ 0: 1, 10: 1 })
  expect(early).toMatchObject({ known: 1, squares: 4, plan: rates.earlyCases })
})

test('of a hospital that nobody knows, and of a plan without cases, nothing is counted', async () => {
  const unknown: Mark = { kind: 'hospital', mark: mark('unknown') }
  const { all } = await rateOf(database, await planRates(database, 'three', today), unknown, today)
  expect([daysOf(all.own), daysOf(all.plan), all.known, all.squares]).toEqual([{}, {}, 0, 0])
})
