import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

export interface Movement {
  /** `2026-01`. */
  readonly month: string
  readonly joined: number
  readonly ended: number
  readonly reinstated: number
}

/** Joins and ends by month from the daily entries of the log: nobody is counted again. Oldest first. */
export async function movements(
  reader: Reader,
  planCode: string,
  from: Temporal.PlainDate,
): Promise<readonly Movement[]> {
  const { rows } = await sql<Movement>`
    select to_char(r.day, 'YYYY-MM') as month, ${sumOf('joined')}, ${sumOf('ended')}, ${sumOf('reinstated')}
    from membership_rolls r join journal_events e using (event_id)
    where r.plan_code = ${planCode} and r.day >= ${from} group by 1 order by 1`.execute(reader)
  return rows
}

const sumOf = (name: string) => sql`sum((e.entry::jsonb -> 'facts' ->> ${name})::integer)::integer as ${sql.ref(name)}`

/** Cases that became public since a day, by the age band of the claimant. */
export async function casesByAge(
  reader: Reader,
  planCode: string,
  from: Temporal.PlainDate,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ age_band: string; cases: number }>`
    select age_band, count(*)::integer as cases from published_cases
    where plan_code = ${planCode} and published_on >= ${from} group by age_band`.execute(reader)
  return new Map(rows.map((row) => [row.age_band, row.cases]))
}

export interface SettledLine {
  readonly periodCode: string
  readonly sharingDay: Temporal.PlainDate
  readonly participants: bigint
  readonly shareFen: bigint
  /** Payouts and fees: what the period cost, whoever bears it. */
  readonly costFen: bigint
}

/** The settled periods of a plan since a day, oldest first. */
export async function settledSince(
  reader: Reader,
  planCode: string,
  from: Temporal.PlainDate,
): Promise<readonly SettledLine[]> {
  const { rows } = await sql<{
    period_code: string
    sharing_day: Temporal.PlainDate
    participants: bigint
    share_fen: bigint
    cost_fen: bigint
  }>`
    select period_code, sharing_day, participants, share_fen, payouts_fen + fees_fen as cost_fen from periods
    where plan_code = ${planCode} and status = 'settled' and sharing_day >= ${from} order by sharing_day`.execute(
    reader,
  )
  return rows.map((row) => ({
    periodCode: row.period_code,
    sharingDay: row.sharing_day,
    participants: row.participants,
    shareFen: row.share_fen,
    costFen: row.cost_fen,
  }))
}

/** Cases of the settled periods since a day, by payout. */
export async function payoutsSince(reader: Reader, planCode: string, from: Temporal.PlainDate) {
  const { rows } = await sql<{ payout_fen: bigint; cases: number }>`
    select c.payout_fen, count(*)::integer as cases from periods p join period_cases c using (period_id)
    where p.plan_code = ${planCode} and p.status = 'settled' and p.sharing_day >= ${from}
    group by c.payout_fen order by c.payout_fen`.execute(reader)
  return rows.map((row) => ({ payoutFen: row.payout_fen, cases: row.cases }))
}

const decisionKinds = ['filed', 'approved', 'refused', 'disputed', 'upheld', 'rejected'] as const

export type DecisionSums = Readonly<Record<(typeof decisionKinds)[number], number>>

/** Decisions since a day, of days that are over. */
export async function decisionsSince(
  reader: Reader,
  planCode: string,
  from: Temporal.PlainDate,
): Promise<DecisionSums> {
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, sum(count)::integer as count from decision_counts
    where plan_code = ${planCode} and day >= ${from} group by kind`.execute(reader)
  const found = new Map(rows.map((row) => [row.kind, row.count]))
  return Object.fromEntries(decisionKinds.map((kind) => [kind, found.get(kind) ?? 0])) as DecisionSums
}

export interface PayoutDays {
  readonly count: number
  /** Days from the filing to the whole payout: half of the claimants waited no longer, nine of ten no longer. */
  readonly median: number
  readonly ninetieth: number
}

/** How long claimants who were paid since a day had waited; null where nobody was paid. */
export async function payoutDaysSince(
  reader: Reader,
  planCode: string,
  from: Temporal.PlainDate,
): Promise<PayoutDays | null> {
  const { rows } = await sql<{ count: number; median: number | null; ninetieth: number | null }>`
    with waits as (
      select o.paid_on - c.filed_on as days from payouts o join claims c using (case_reference)
      where o.plan_code = ${planCode} and o.state = 'paid' and o.paid_on >= ${from})
    select count(*)::integer as count, percentile_disc(0.5) within group (order by days) as median,
      percentile_disc(0.9) within group (order by days) as ninetieth from waits`.execute(reader)
  const { count, median, ninetieth } = rows[0]!
  return count === 0 ? null : { count, median: median!, ninetieth: ninetieth! }
}

export interface WorkLine {
  readonly name: string
  readonly count: number
  readonly oldest: Temporal.Instant
}

/** What waits for somebody, with the longest wait: cases by status, disputes before the board, payouts that failed, differences. */
export async function workInHand(reader: Reader, planCode: string): Promise<readonly WorkLine[]> {
  const { rows } = await sql<WorkLine>`
    select status as name, count(*)::integer as count, min(status_since) as oldest from claims
    where plan_code = ${planCode} and status not in ('paid', 'closed', 'withdrawn') group by status
    union all
    select 'before-board', count(*)::integer, min(opened_at) from disputes
    where plan_code = ${planCode} and claim_id is not null and status not in ('decided', 'withdrawn') having count(*) > 0
    union all
    select 'payout-failed', count(*)::integer, min(o.prepared_at) from payout_transfers t join payouts o using (case_reference)
    where o.plan_code = ${planCode} and t.state = 'failed' having count(*) > 0
    union all
    select 'difference', count(*)::integer, min(s.compared_at) from statement_differences d join statements_compared s using (day)
    where d.resolved_at is null having count(*) > 0
    order by oldest`.execute(reader)
  return rows
}
