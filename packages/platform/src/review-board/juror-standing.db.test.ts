import type { Jurors } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { addJurors } from '../../test/made-up-jurors.ts'
import { addParticipants } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { eligibleJurors, type StandingTerms, standingOf } from './juror-standing.ts'

const platform = await testPlatform('2026-03-01')
const { database } = platform
const terms: Jurors = { minAgeYears: 18, minDaysInPlan: 30, examRequired: true, dishonestyBars: true, clause: '1' }
const planCode = testPlan.plan
const today = Temporal.PlainDate.from('2026-03-01')
const standing: StandingTerms = {
  planCode,
  today,
  terms,
  debtors: sql`select debtor as person_id from unnest(array[5, 6]::bigint[]) debtor`,
}

async function eligible(changes: Partial<StandingTerms> = {}): Promise<readonly number[]> {
  const { rows } = await sql<{ juror_id: bigint; person_id: bigint; secret: Buffer; weight: number }>`
    select * from (${eligibleJurors({ ...standing, ...changes })}) e order by person_id`.execute(database)
  for (const row of rows) expect([row.secret.length, row.weight]).toEqual([32, 4])
  return rows.map((row) => Number(row.person_id))
}

const set = (personId: number, change: ReturnType<typeof sql>) =>
  sql`update participants set ${change} where person_id = ${personId}`.execute(database)
const setJuror = (personId: number, change: ReturnType<typeof sql>) =>
  sql`update jurors set ${change} where person_id = ${personId}`.execute(database)

async function claim(personId: number, participantId: number, status: string, refusalCode: string | null) {
  const reference = `TEST-${String(personId).padStart(4, '0')}`
  await sql`
    insert into claims (claim_id, case_reference, plan_code, plan_version, participant_id, claimant_person_id, status,
      illness_code, mild, payout_fen, filed_on, status_since, step_count, refusal_code)
    values (gen_random_uuid(), ${reference}, ${planCode}, 1, ${participantId}, ${personId}, ${status}, 'stroke', false, 0,
      ${today}, now(), 1, ${refusalCode})`.execute(database)
}

beforeAll(async () => {
  await addParticipants(database, testPlan, { first: 1n, count: 40, joinedOn: '2025-01-01' })
  await addJurors(database, { first: 1n, count: 30, planCode, passedOn: '2025-03-01' })
  await set(2, sql`joined_on = '2026-01-30'`) // 30 days on 1 March
  await set(3, sql`joined_on = '2026-01-31'`) // 29 days
  await set(4, sql`birth_date = '2008-03-02'`)
  await set(7, sql`ended_on = '2026-02-28', ended_reason = 'left'`)
  await set(8, sql`ended_on = '2026-03-01', ended_reason = 'left'`)
  await set(9, sql`birth_date = '2008-03-01'`)
  await sql`insert into membership_lapses values (10, '2026-02-20', '2026-03-02'), (11, '2026-02-20', '2026-02-28')`.execute(
    database,
  )
  await claim(12, 12, 'deciding', null)
  await claim(13, 14, 'disputed', null) // 13 claims for 14
  await claim(15, 15, 'paid', null)
  await claim(16, 16, 'closed', 'forged-evidence')
  await claim(17, 17, 'paid', 'forged-evidence') // a board upheld the claim
  await claim(18, 18, 'closed', 'not-the-defined-illness')
  await claim(19, 19, 'withdrawn', 'forged-evidence')
  await setJuror(20, sql`status = 'paused'`)
  await setJuror(21, sql`status = 'left'`)
  await setJuror(22, sql`status = 'suspended'`)
  // 23 passed with a membership that has ended, and has joined again since
  await set(23, sql`ended_on = '2025-12-01', ended_reason = 'left'`)
  await sql`update participants set person_id = 23, payer_person_id = 23 where participant_id = 40`.execute(database)
})

const expected = new Map<number, readonly string[]>([
  [3, ['too-few-days-in-plan']],
  [4, ['under-age']],
  [5, ['share-unpaid']],
  [6, ['share-unpaid']],
  [7, ['not-in-plan']],
  [10, ['not-in-plan']],
  [12, ['claim-open']],
  [13, ['claim-open']],
  [14, ['claim-open']],
  [16, ['record-of-dishonesty']],
  [19, ['record-of-dishonesty']],
  [20, ['paused']],
  [21, ['left']],
  [22, ['suspended']],
  [23, ['not-a-juror']],
  [31, ['not-a-juror']],
])

test('the list of who may serve leaves out each that the terms leave out, and nobody else', async () => {
  const all = Array.from({ length: 30 }, (_, index) => index + 1)
  expect(await eligible()).toEqual(all.filter((id) => !expected.has(id)))
})

test('the reasons shown to a person are the conditions of the list', async () => {
  const listed = new Set(await eligible())
  for (let personId = 1; personId <= 31; personId += 1) {
    const bars = await standingOf(database, BigInt(personId), standing)
    expect([personId, bars]).toEqual([personId, expected.get(personId) ?? []])
    expect([personId, listed.has(personId)]).toEqual([personId, bars.length === 0])
  }
  expect(await standingOf(database, 999n, standing)).toEqual(['not-in-plan', 'not-a-juror'])
})

test('another plan has other jurors, and a plan may forgive', async () => {
  expect(await eligible({ planCode: 'other-plan' })).toEqual([])
  expect(await eligible({ terms: { ...terms, dishonestyBars: false } })).toEqual(expect.arrayContaining([16, 19]))
})
