import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform } from '../src/commit/platform.ts'
import { addJurors } from './made-up-jurors.ts'

export interface ManyDisputes {
  /** The first so many participants. */
  readonly jurors: number
  /** Decided by 31 ballots each; one more in fifty is still open. */
  readonly disputes: number
}

const seats = 31

/** Jurors, and disputes that they decided, set-based: without steps, statements and entries on the log. */
export async function addManyDisputes(platform: Platform, plan: PlanVersion, many: ManyDisputes): Promise<void> {
  const { clock, database } = platform
  const now = clock.now()
  const illnesses = plan.cover.illnesses.map(({ code }) => code)
  await addJurors(database, { first: 1n, count: many.jurors, planCode: plan.plan, passedOn: plan.firstDay })
  const character = (place: number) =>
    sql`substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((n >> (5 * ${sql.lit(place)})) & 31) + 1, 1)`
  const reference = sql`'D00' || ${character(4)} || '-' || ${sql.join([3, 2, 1, 0].map(character), sql` || `)}`
  await sql`
    insert into disputes (dispute_id, reference, plan_code, rules_version, mode, opener, status, illness_code, mild, clause, outcome, pay,
      do_not_pay, invalid, summary, opened_at, ended_at, step_count)
    select gen_random_uuid(), ${reference}, ${plan.plan}::text, ${plan.version}::integer, 'panel', 'control', 'decided',
      (${illnesses}::text[])[n % ${illnesses.length} + 1], false, '1', case n % 2 when 0 then 'upheld' else 'rejected' end,
      ${seats}::integer - n % 20, n % 20, 0, '未告知的用药与此病无关。', ${now}::timestamptz - n * interval '1 hour' - interval '5 days',
      ${now}::timestamptz - n * interval '1 hour', 9
    from generate_series(1, ${many.disputes}::integer) n`.execute(database)
  const pseudonym = sql`upper(lpad(to_hex(juror_id), 12, '0'))`
  await sql`
    insert into dispute_seats (dispute_id, juror_id, person_id, pseudonym, answer, answered_at, seated, opened_at, quiz_passed_at, recorded_at)
    select dispute_id, juror_id, person_id, ${pseudonym}, 'accepted', opened_at, true, opened_at, opened_at, opened_at
    from (select dispute_id, opened_at, row_number() over (order by opened_at) as place from disputes) d
    join jurors on juror_id between (place * ${seats}::integer) % ${many.jurors - seats}::integer + 1
      and (place * ${seats}::integer) % ${many.jurors - seats}::integer + ${seats}::integer`.execute(database)
  await sql`
    with cast_ballots as (
      select gen_random_uuid() as event_id, dispute_id, reference, pseudonym, juror_id, ended_at from dispute_seats join disputes using (dispute_id)),
    events as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select event_id, 'ballot-opened', 'dispute/' || reference, ended_at, '{}' from cast_ballots),
    services as (
      insert into juror_services (juror_id, dispute_id, attended, with_majority, seconds_spent, recorded_at)
      select juror_id, dispute_id, true, true, 600, ended_at from cast_ballots),
    sealed as (
      insert into ballots (dispute_id, pseudonym, ballot_no, event_id, hash, sealed, cast_at)
      select dispute_id, pseudonym, 1, gen_random_uuid(), sha256(convert_to(pseudonym, 'UTF8')), repeat('A', 600), ended_at from cast_ballots)
    insert into opened_ballots (dispute_id, pseudonym, event_id, choice, clause, vote_key, reason)
    select dispute_id, pseudonym, event_id, case juror_id % 3 when 0 then 'do-not-pay' else 'pay' end, '1', sha256('\\x01'), '材料一致。'
    from cast_ballots`.execute(database)
  await sql`
    insert into dispute_posts (dispute_id, pseudonym, words, posted_at)
    select dispute_id, pseudonym, '病历第二页写明了首诊日期。', opened_at from dispute_seats, generate_series(1, 5)`.execute(
    database,
  )
  await sql`
    insert into disputes (dispute_id, reference, plan_code, rules_version, mode, opener, status, illness_code, mild, opened_at, step_count)
    select gen_random_uuid(), 'D999-' || lpad(n::text, 4, '0'), ${plan.plan}::text, ${plan.version}::integer, 'panel', 'control', 'preparing',
      ${illnesses[0]!}, false, ${now}::timestamptz - n * interval '1 hour', 1
    from generate_series(1, ${Math.ceil(many.disputes / 50)}::integer) n`.execute(database)
}
