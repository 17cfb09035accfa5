import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

export interface CountedDays {
  readonly planCode: string
  readonly timeZone: string
  /** Null: from the first claim on. */
  readonly from: Temporal.PlainDate | null
  /** The first day that is not counted. */
  readonly until: Temporal.PlainDate
}

/** Adds up the claims' steps and the board's verdicts of days that are over. Control cases decide nothing and do not count. */
export function insertDecisionCounts({ from, planCode, timeZone, until }: CountedDays): readonly Write[] {
  const begin = from?.toZonedDateTime(timeZone).toInstant() ?? null
  const end = until.toZonedDateTime(timeZone).toInstant()
  return [
    sql`
      insert into decision_counts (plan_code, day, kind, count)
      select ${planCode}, (happened.at at time zone ${timeZone}::text)::date, happened.kind, count(*) from (
        select s.recorded_at as at, k.kind
        from claim_steps s join claims c using (claim_id) join (values
          ('claim-filed', 'filed'), ('claim-approved', 'approved'), ('claim-refused', 'refused'),
          ('refusal-disputed', 'disputed'), ('objection-disputed', 'disputed'), ('claim-referred', 'disputed')) as k (step, kind)
          on k.step = s.kind
        where c.plan_code = ${planCode} and s.recorded_at >= coalesce(${begin}::timestamptz, '-infinity') and s.recorded_at < ${end}
        union all
        select d.ended_at, d.outcome from disputes d
        where d.plan_code = ${planCode} and d.claim_id is not null and d.outcome in ('upheld', 'rejected')
          and d.ended_at >= coalesce(${begin}::timestamptz, '-infinity') and d.ended_at < ${end}) happened
      group by 2, 3
      on conflict (plan_code, day, kind) do update set count = excluded.count`,
    sql`
      insert into decision_count_days (plan_code, next_day) values (${planCode}, ${until})
      on conflict (plan_code) do update set next_day = excluded.next_day`,
  ]
}

export async function nextDayToCount(reader: Reader, planCode: string): Promise<Temporal.PlainDate | null> {
  const { rows } = await sql<{ next_day: Temporal.PlainDate }>`
    select next_day from decision_count_days where plan_code = ${planCode}`.execute(reader)
  return rows[0]?.next_day ?? null
}

/** What was decided between the publicity days of two periods. */
export interface DecisionLine {
  /** The period whose publicity day ends these days; null for those since the newest. */
  readonly period: string | null
  /** The first of these days; null where nothing was before. */
  readonly fromDay: string | null
  /** The last of these days; null while they go on. */
  readonly untilDay: string | null
  readonly filed: number
  readonly approved: number
  readonly refused: number
  readonly disputed: number
  readonly upheld: number
  readonly rejected: number
}

/** The periods of a plan with what was decided before each, newest first; the days since the newest one come before them. */
export async function decisionsByPeriod(
  reader: Reader,
  planCode: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly DecisionLine[]> {
  const { rows } = await sql<{
    period: string | null
    fromDay: Temporal.PlainDate | null
    untilDay: Temporal.PlainDate | null
    filed: number
    approved: number
    refused: number
    disputed: number
    upheld: number
    rejected: number
  }>`
    with ends as (
      select period_code as period, publicity_day as until_day from periods where plan_code = ${planCode}
      union all select null, null),
    stretches as (
      select period, lag(until_day) over (order by until_day nulls last) + 1 as from_day, until_day from ends),
    page as (select * from stretches order by until_day desc nulls first limit ${limit} offset ${offset})
    select p.period, p.from_day as "fromDay", p.until_day as "untilDay", ${sumOf('filed')}, ${sumOf('approved')},
      ${sumOf('refused')}, ${sumOf('disputed')}, ${sumOf('upheld')}, ${sumOf('rejected')}
    from page p left join decision_counts c on c.plan_code = ${planCode}
      and c.day >= coalesce(p.from_day, '-infinity') and c.day <= coalesce(p.until_day, 'infinity')
    group by p.period, p.from_day, p.until_day order by p.until_day desc nulls first`.execute(reader)
  return rows.map(({ fromDay, untilDay, ...line }) => ({
    ...line,
    fromDay: fromDay?.toString() ?? null,
    untilDay: untilDay?.toString() ?? null,
  }))
}

const sumOf = (kind: string) =>
  sql`coalesce(sum(c.count) filter (where c.kind = ${kind}), 0)::integer as ${sql.ref(kind)}`
