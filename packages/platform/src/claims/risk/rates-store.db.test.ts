import { createHash, randomUUID } from 'node:crypto'
import type { DailyCases } from '@tongzhou/core'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { turnTriggersOff } from '../../../test/database.ts'
import { testPlatform } from '../../../test/platform.ts'
import { claimsAround, ownForgedCases } from './links-store.ts'
import type { Mark } from './marks.ts'
import { planRates, rateOf } from './rates-store.ts'

const { database } = await testPlatform()
const today = Temporal.PlainDate.from('2021-06-30')
const mark = (text: string) => createHash('sha256').update(text).digest()
const thisClaim = { claimId: randomUUID(), filedOn: today }

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
  const { all, early, filedOn } = await rateOf(database, rates, large, thisClaim)
  expect(filedOn).toBe(today)
  expect(daysOf(all.own)).toEqual({ 0: 2, 10: 1, 730: 1 })
  expect(all).toMatchObject({ known: 2, squares: 16 + 1, plan: rates.cases })
  expect(daysOf(early.own)).toEqual({ 0: 1, 10: 1 })
  expect(early).toMatchObject({ known: 1, squares: 4, plan: rates.earlyCases })
})

test('of a hospital that nobody knows, and of a plan without cases, nothing is counted', async () => {
  const unknown: Mark = { kind: 'hospital', mark: mark('unknown') }
  const { all } = await rateOf(database, await planRates(database, 'three', today), unknown, thisClaim)
  expect([daysOf(all.own), daysOf(all.plan), all.known, all.squares]).toEqual([{}, {}, 0, 0])
})

/** Refused for forged evidence, as far as the status still says so: on which day, where, of whom. */
const forged: readonly (readonly [
  name: string,
  daysAgo: number,
  where: readonly string[],
  status: string,
  code: string,
])[] = [
  ['self', 0, ['h', 'd'], 'refused', 'forged-evidence'],
  ['near', 180, ['h'], 'refused', 'forged-evidence'],
  ['later', -180, ['h', 'd'], 'disputed', 'forged-evidence'],
  ['ended', 20, ['d'], 'closed', 'forged-evidence'],
  // Lifted by a board, refused for something else, too long ago, still open.
  ['lifted', 10, ['h'], 'approved', 'forged-evidence'],
  ['other', 10, ['h'], 'refused', 'undeclared-fact'],
  ['far', 181, ['h', 'd'], 'closed', 'forged-evidence'],
  ['open', 30, ['d'], 'desk-review', ''],
]
const later = today.add({ days: 200 })
const ids = new Map(forged.map(([name]) => [name, randomUUID()]))

test('refusals for forged evidence are counted around a case and over the plan; what a board lifted is none', async () => {
  await database.transaction().execute(async (transaction) => {
    await turnTriggersOff(transaction)
    for (const [place, [name, daysAgo, where, status, code]] of forged.entries()) {
      const [claimId, filedOn] = [ids.get(name), today.subtract({ days: daysAgo })]
      await sql`insert into claims (claim_id, case_reference, plan_code, plan_version, participant_id, claimant_person_id, status,
          illness_code, mild, payout_fen, filed_on, status_since, step_count, refusal_code)
        values (${claimId}, ${`TEST-000${place}`}, 'four', 1, ${['self', 'ended', 'far'].includes(name) ? 70 : 71 + place}, 7, ${status}, 'stroke', false, 0,
          ${filedOn}::date, now(), 1, ${code === '' ? null : code})`.execute(transaction)
      for (const kind of where)
        await sql`insert into claim_marks (claim_id, kind, mark, plan_code, filed_on)
          values (${claimId}, ${kind === 'h' ? 'hospital' : 'doctor'}, ${mark(kind)}, 'four', ${filedOn}::date)`.execute(
          transaction,
        )
    }
  })
  const rates = await planRates(database, 'four', later)
  const self = { claimId: ids.get('self')!, filedOn: today }
  const hospital = await rateOf(database, rates, { kind: 'hospital', mark: mark('h') }, self)
  const doctor = await rateOf(database, rates, { kind: 'doctor', mark: mark('d') }, self)
  expect([hospital.refused, doctor.refused]).toEqual([
    { around: ['TEST-0002', 'TEST-0001'], plan: 5 },
    { around: ['TEST-0002', 'TEST-0003'], plan: 5 },
  ])
  expect((await planRates(database, 'four', today)).refused).toBe(4)
})

test('of one participant the refused cases are known, and which open cases stand around a refused one', async () => {
  expect(await ownForgedCases(database, ids.get('self')!)).toEqual(['TEST-0003', 'TEST-0006'])
  const around = await claimsAround(database, ids.get('self')!)
  const names = [...ids].filter(([, id]) => around.includes(id)).map(([name]) => name)
  expect(names.sort()).toEqual(['later', 'lifted', 'near', 'open', 'other'])
})
