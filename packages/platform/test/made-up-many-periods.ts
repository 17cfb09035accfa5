import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform } from '../src/commit/platform.ts'
import { createPaymentsPartition } from '../src/payments/collection-store.ts'
import { createPartition } from '../src/sharing/store.ts'

export interface ManyPeriods {
  readonly firstMonth: string
  /** Two a month; the last one is published, those before it are settled. */
  readonly count: number
  /** Of the settled ones, so many of the last have their charges, almost all of them collected; of the others only the figures are kept. */
  readonly withCharges: number
}

export interface MadePeriod {
  readonly code: string
  readonly publicityDay: Temporal.PlainDate
}

/** The calendar of `addManyPeriods`, oldest first. */
export function calendarOfMany({ count, firstMonth }: ManyPeriods): readonly MadePeriod[] {
  return Array.from({ length: count }, (_, at) => {
    const month = Temporal.PlainYearMonth.from(firstMonth).add({ months: Math.floor(at / 2) })
    const half = at % 2
    return { code: `${month}-${'AB'[half]}`, publicityDay: month.toPlainDate({ day: half === 0 ? 7 : 21 }) }
  })
}

/** Periods with charges, collections, payouts and books, set-based; nothing of them is on the log. Comes after `addManyClaims`. */
export async function addManyPeriods(platform: Platform, plan: PlanVersion, many: ManyPeriods): Promise<void> {
  const { database } = platform
  const calendar = calendarOfMany(many)
  await addCalendar(platform, plan, calendar)
  const { rows } = await sql<{ period_id: bigint }>`
    select period_id from periods where status = 'settled' order by publicity_day desc limit ${many.withCharges}`.execute(
    database,
  )
  for (const { period_id: periodId } of rows.toReversed()) await addCharges(platform, periodId)
  await addPayouts(platform, plan)
  await addBooks(platform, plan)
  await addStatements(platform)
  await sql`vacuum analyze`.execute(database)
}

async function addCalendar(
  { database }: Platform,
  { plan, version }: PlanVersion,
  calendar: readonly MadePeriod[],
): Promise<void> {
  await sql`
    with made as (
      select gen_random_uuid() as event_id, code, day, place, (select count(*) from participants where plan_code = ${plan}) as people
      from unnest(${calendar.map(({ code }) => code)}::text[], ${calendar.map(({ publicityDay }) => publicityDay)}::date[])
        with ordinality as given (code, day, place)),
    events as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select event_id, 'period-settled', 'period/' || ${plan}::text || '/' || code, day + 7, '{}' from made returning event_id)
    insert into periods (plan_code, period_code, plan_version, publicity_day, objections_until, sharing_day, status, published_at, rolled_at,
      roll_count, settled_at, settled_event_id, case_count, participants, payouts_fen, fees_fen, carry_in_fen, shortfall_fen,
      year_so_far_fen, borne_by_operator, due_fen, share_fen, carry_out_fen, case_cap_fen, year_cap_fen, no_participants_fen, run_off_fen,
      charges_key, charges_root, charges_size, charges_sum_fen)
    select ${plan}::text, code, ${version}::integer, day, day + 3, day + 7, 'settled', day, day, people, day + 7, event_id, 40, people,
      300 * people, 0, 0, 0, 0, false, 300 * people, 300, 0, 0, 0, 0, 0, decode(repeat('00', 32), 'hex'), '', people, 300 * people
    from made join events using (event_id) where place < ${calendar.length}
    order by place`.execute(database)
  const last = calendar.at(-1)!
  await sql`
    insert into periods (plan_code, period_code, plan_version, publicity_day, objections_until, sharing_day, status, published_at)
    values (${plan}, ${last.code}, ${version}, ${last.publicityDay}, ${last.publicityDay.add({ days: 3 })},
      ${last.publicityDay.add({ days: 7 })}, 'published', ${last.publicityDay}::date)`.execute(database)
  await sql`
    insert into collections (period_id, plan_code, period_code, plan_version, sharing_day, share_fen, attempt_no, closed_on)
    select period_id, plan_code, period_code, plan_version, sharing_day, share_fen, 4,
      case when ${last.publicityDay}::date - publicity_day > 40 then sharing_day + 12 end
    from periods where status = 'settled'`.execute(database)
  await sql`
    insert into period_cases (period_id, case_reference, payout_fen, fee_fen, operator_fen)
    select period_id, case_reference, payout_fen, 0, 0 from claims join periods using (plan_code, period_code)
    where claims.status in ('settled', 'paid')`.execute(database)
}

/** Everybody's charge; six of a thousand were tried in vain and are arrears, written off where the collection is closed. */
async function addCharges({ database }: Platform, periodId: bigint): Promise<void> {
  for (const write of createPartition(periodId)) await write.execute(database)
  for (const write of createPaymentsPartition(periodId)) await write.execute(database)
  await sql`
    insert into charges (period_id, participant_id, payer_person_id)
    select ${periodId}::bigint, participant_id, payer_person_id from participants`.execute(database)
  await sql`
    insert into charge_payments (participant_id, period_id, method, attempt_no, settled_on, after_write_off)
    select participant_id, period_id, 'debit', 1, sharing_day, false from charges join periods using (period_id)
    where period_id = ${periodId} and hashint8(participant_id + period_id) % 1000 not between 0 and 5`.execute(database)
  await sql`
    insert into collection_batches (batch_key, period_id, attempt_no, batch_no, phase, amount_fen, participant_ids, last_participant_id,
      open_participant_ids, answers, collected_count, failed_count, made_at, resolved_at)
    select period_id || '-' || participant_id / 10000, period_id, 1, participant_id / 10000 + 1, 'own', 300,
      array_agg(participant_id), max(participant_id), '{}', 1, count(*), 0, max(settled_on), max(settled_on)
    from charge_payments where period_id = ${periodId} group by period_id, participant_id / 10000`.execute(database)
  const unpaid = sql`
    charges c where period_id = ${periodId} and not exists (
      select from charge_payments p where p.period_id = ${periodId} and p.participant_id = c.participant_id)`
  await sql`
    insert into failed_collections (participant_id, period_id, attempt_no, reason)
    select participant_id, period_id, attempt, 'insufficient-funds' from generate_series(1, 4) attempt, ${unpaid}`.execute(
    database,
  )
  await sql`
    insert into charge_write_offs (participant_id, period_id) select participant_id, period_id from ${unpaid}
      and exists (select from collections k where k.period_id = ${periodId} and closed_on is not null)`.execute(
    database,
  )
}

async function addPayouts({ database }: Platform, { plan }: PlanVersion): Promise<void> {
  await sql`
    insert into payouts (case_reference, plan_code, participant_id, payout_fen, kept_back_fen, state, prepared_at, paid_on)
    select case_reference, plan_code, participant_id, payout_fen, 0, case status when 'paid' then 'paid' else 'sending' end, status_since,
      case status when 'paid' then status_since::date end
    from claims where plan_code = ${plan} and status in ('settled', 'paid')`.execute(database)
  await sql`
    insert into payout_transfers (case_reference, part_no, amount_fen, attempts, state, settled_on)
    select case_reference, part, payout_fen / 2, 1, case state when 'paid' then 'paid' else 'open' end, paid_on
    from payouts, generate_series(1, 2) part`.execute(database)
}

/** Each payout is booked; each settled period as it was shared and collected. */
async function addBooks({ database }: Platform, { plan }: PlanVersion): Promise<void> {
  await sql`
    with booked as (
      select event_id, 'claim/' || case_reference as subject, s.recorded_at, c.payout_fen as amount_fen, 'payouts-payable' as debit,
        'gateway-clearing' as credit
      from claims c join claim_steps s using (claim_id) where s.kind = 'claim-paid' and plan_code = ${plan}
      union all
      select settled_event_id, 'period/' || plan_code || '/' || period_code, settled_at, payouts_fen, 'participants-receivable', 'payouts-payable'
      from periods where plan_code = ${plan} and status = 'settled'),
    transactions as (
      insert into ledger_transactions (event_id, transaction_no, plan_code, subject, memo, recorded_at)
      select event_id, 1, ${plan}::text, subject, 'made up', recorded_at from booked order by recorded_at)
    insert into ledger_postings (event_id, transaction_no, posting_no, plan_code, account, amount_fen)
    select event_id, 1, side, ${plan}::text, case side when 1 then debit else credit end, case side when 1 then amount_fen else -amount_fen end
    from booked, generate_series(1, 2) side order by recorded_at, event_id, side`.execute(database)
}

/** Two years of statements, some with differences; and what everybody was told last. */
async function addStatements({ clock, database }: Platform): Promise<void> {
  const today = clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
  await sql`
    insert into statements_compared (day, line_count, difference_count, compared_at)
    select ${today}::date - n, 1000, 3, ${today}::date - n from generate_series(1, 730) n`.execute(database)
  await sql`
    insert into statement_differences (day, kind, movement_kind, movement_key, ours_fen, theirs_fen, resolution, resolved_by, resolved_at)
    select day, 'wrong-amount', 'debit', day || '-' || n, 300, 301, case when n < 3 then 'asked the gateway' end,
      case when n < 3 then 900021 end, case when n < 3 then day end
    from statements_compared, generate_series(1, 3) n`.execute(database)
  await sql`
    insert into messages (person_id, kind, facts, written_at, sent_at)
    select payer_person_id, 'share-unpaid', '{"period": "2024-03-B", "shareFen": "300", "shares": 1, "coverUntil": "2024-04-12"}', ${today}::date,
      ${today}::date
    from participants`.execute(database)
}
