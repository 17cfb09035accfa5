import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { turnTriggersOff } from '../../test/database.ts'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { system } from '../commit/commit.ts'
import type { Reader } from '../commit/platform.ts'
import { closePeriod, publishPeriod } from '../sharing/index.ts'
import { readAudits, runAudits } from './run-audits.ts'

const platform = await testPlatform('2020-06-01')
const { database, clock } = platform
const audits = await readAudits()

/** Two settled periods with a case each: 1 and then 2 of ten participants are paid out, and a carry is left. */
async function twoPeriods(): Promise<void> {
  const plan = { ...testPlan, plan: 'audited' }
  await loadTestPlan(platform, plan)
  await addParticipants(database, plan, { first: 1n, count: 10, joinedOn: '2020-01-05' })
  for (const [index, month] of ['2020-06', '2020-07'].entries()) {
    clock.set(`${month}-01T04:00:00Z`)
    const caseReference = `AVDT-000${index}`
    await approveCase(platform, plan, {
      caseReference,
      participantId: BigInt(index + 1),
      payoutFen: 1_001n,
      on: '2020-05-20',
    })
    const command = { actor: system, planCode: plan.plan, code: `${month}-A` }
    clock.set(`${month}-07T04:00:00Z`)
    const published = await publishPeriod(platform, { ...command, key: `publish ${month}` })
    clock.set(`${month}-14T04:00:00Z`)
    const closed = await closePeriod(platform, { ...command, key: `close ${month}` })
    expect([published.accepted, closed.accepted]).toEqual([true, true])
  }
}
await twoPeriods()
// The faults below pay charges of periods whose collection, which makes the partition, never began.
await sql`create table charge_payments_by_hand partition of charge_payments default`.execute(database)

const collected = `
  with collected as (
    insert into collections (period_id, plan_code, period_code, plan_version, sharing_day, share_fen)
    select period_id, plan_code, period_code, plan_version, sharing_day, share_fen from periods returning period_id)`

/** Each audit with a fault that somebody could make by hand, past triggers and constraints, and that it has to find. */
const faults: Readonly<Record<string, string>> = {
  'ledger-booking-balanced': `update ledger_postings set amount_fen = amount_fen + 1 where account = 'carry'`,
  'ledger-sums-to-zero': `delete from ledger_postings where account = 'payouts-payable'`,
  'ledger-posting-of-own-plan': `update ledger_postings set plan_code = 'other' where account = 'carry'`,
  'ledger-reversal-names-booking': `update ledger_transactions set reverses = event_id`,
  'ledger-account-on-its-side': `update ledger_postings set amount_fen = -amount_fen`,
  'period-identity': `update periods set share_fen = share_fen + 1`,
  'period-booked-as-settled': `update periods set payouts_fen = payouts_fen + 1, fees_fen = fees_fen - 1`,
  'period-settled-on-the-log': `update periods set settled_event_id = null where period_code = '2020-07-A'`,
  'period-cases-add-up': `update period_cases set fee_fen = fee_fen + 1`,
  'period-carry-handed-on': `
    update periods set carry_in_fen = carry_in_fen + 1, carry_out_fen = carry_out_fen + 1 where period_code = '2020-07-A'`,
  'period-year-so-far': `update periods set year_so_far_fen = year_so_far_fen + 1`,
  'period-in-order': `update periods set status = 'rolled' where period_code = '2020-06-A'`,
  'period-case-settled-once': `
    insert into period_cases select 1 + period_id, case_reference, payout_fen, fee_fen, operator_fen from period_cases
    where case_reference = 'AVDT-0000'`,
  'period-cases-are-claims': `update claims set status = 'published' where case_reference = 'AVDT-0000'`,
  'roll-counted': `delete from charges where participant_id = 5`,
  'roll-slices-meet': `
    insert into roll_slices select period_id, 2, last_participant_id + 2, last_participant_id + 3, 0 from roll_slices`,
  'charge-to-the-payer': `update charges set payer_person_id = 6 where participant_id = 5`,
  'roll-holds-everyone': `delete from charges where participant_id = 5`,
  'charge-of-somebody-in-the-plan': `update participants set joined_on = '2020-06-07' where participant_id = 5`,
  'charge-of-somebody-paid-out': `delete from charge_exemptions where participant_id = 1`,
  'charge-exemption-on-the-roll': `insert into charge_exemptions select period_id, 999, 'died' from periods`,
  'charge-has-period': `delete from periods where period_code = '2020-06-A'`,
  'receivable-is-unpaid-charges': `
    insert into charge_payments (participant_id, period_id, method, attempt_no, settled_on, after_write_off)
    select 5, period_id, 'debit', 1, sharing_day, false from periods`,
  'payment-of-a-charge': `
    insert into charge_write_offs (participant_id, period_id) select 1, period_id from periods where period_code = '2020-06-A'`,
  'payable-is-unpaid-payouts': `
    insert into payouts (case_reference, plan_code, participant_id, payout_fen, kept_back_fen, state, prepared_at)
    values ('AVDT-0000', 'audited', 1, 1000, 1, 'sending', now())`,
  'payout-parts-add-up': `
    insert into payouts (case_reference, plan_code, participant_id, payout_fen, kept_back_fen, state, prepared_at)
    values ('AVDT-0000', 'audited', 1, 1001, 1000, 'sending', now())`,
  'batch-counts-are-payments': `${collected}
    insert into charge_payments (participant_id, period_id, method, attempt_no, settled_on, after_write_off)
    select 5, period_id, 'debit', 1, '2020-06-14', false from collected`,
  'open-debit-is-undecided': `${collected}
    insert into collection_batches (batch_key, period_id, attempt_no, batch_no, phase, amount_fen, participant_ids,
      account_tokens, last_participant_id, open_participant_ids, made_at)
    select 'batch-' || period_id, period_id, 1, 1, 'own', 1, '{5}', '{token}', 5, '{6}', now() from collected`,
  'run-off-charges-nobody': `
    insert into run_offs (plan_code, announced_on, cover_ends_on, no_sharing_from, reason, event_id)
    select 'audited', '2020-06-14', '2020-07-14', '2020-06-14', 'operator', min(event_id::text)::uuid from journal_events`,
}

class Undone extends Error {}

/** What the audits find after a fault; the fault is taken back. */
async function findingsAfter(fault: string): Promise<readonly string[]> {
  let found: readonly string[] = []
  const undone = database.transaction().execute(async (reader) => {
    await plant(reader, fault)
    found = (await runAudits(reader, { audits })).map((finding) => finding.audit)
    throw new Undone()
  })
  await expect(undone).rejects.toThrow(Undone)
  return found
}

/** A superuser's session as one that replays another server's changes: triggers and foreign keys do not fire. */
async function plant(reader: Reader, fault: string): Promise<void> {
  await turnTriggersOff(reader)
  for (const table of ['periods', 'claims']) {
    const { rows } = await sql<{ name: string }>`
      select conname as name from pg_constraint where conrelid = ${table}::regclass and contype = 'c'`.execute(reader)
    for (const { name } of rows) {
      await sql`alter table ${sql.ref(table)} drop constraint ${sql.ref(name)}`.execute(reader)
    }
  }
  const { numAffectedRows } = await sql.raw(fault).execute(reader)
  if (!numAffectedRows) throw new Error('the fault changed nothing')
}

test('every audit says what holds, and finds nothing after two periods', async () => {
  expect(audits.length).toBeGreaterThan(20)
  for (const { name, meaning } of audits) expect(meaning, name).toMatch(/^[A-Z].*\.\)?$/)
  const asked: string[] = []
  expect(await runAudits(database, { progress: (_, of, name) => asked.push(`${name} of ${of}`) })).toEqual([])
  expect(asked).toEqual(audits.map(({ name }) => `${name} of ${audits.length}`))
})

test('every audit has a fault to find here, and every fault an audit', () => {
  expect(Object.keys(faults).sort()).toEqual(audits.map((audit) => audit.name).sort())
})

describe('a fault made by hand is found by', () => {
  test.each(Object.entries(faults))('%s', async (name, fault) => {
    expect(await findingsAfter(fault)).toContain(name)
  })
})

test.each([
  ['own', true],
  ['arrears', false],
] as const)('an open debit (%s) of a share that was written off is a fault: %s', async (phase, isFault) => {
  const writtenOff = `${collected},
    written_off as (insert into charge_write_offs (participant_id, period_id) select 6, period_id from collected)
    insert into collection_batches (batch_key, period_id, attempt_no, batch_no, phase, amount_fen, participant_ids,
      account_tokens, last_participant_id, open_participant_ids, made_at)
    select 'batch-' || period_id, period_id, 1001, 1, '${phase}', 1, '{6}', '{token}', 6, '{6}', now() from collected`
  expect((await findingsAfter(writtenOff)).includes('open-debit-is-undecided')).toBe(isFault)
})

test('a finding names plan, record and what is wrong', async () => {
  const broken = database.transaction().execute(async (reader) => {
    await plant(reader, `update ledger_postings set amount_fen = amount_fen + 1 where account = 'management-fee'`)
    const [first] = await runAudits(reader, { audits: audits.filter(({ name }) => name === 'ledger-sums-to-zero') })
    expect(first).toMatchObject({ audit: 'ledger-sums-to-zero', plan: 'audited', detail: 'they sum to 2 fen' })
    throw new Undone()
  })
  await expect(broken).rejects.toThrow(Undone)
})

test('a folder without audits is a fault, not a clean result', async () => {
  await expect(readAudits(import.meta.dirname)).rejects.toThrow('there are no audits')
})
