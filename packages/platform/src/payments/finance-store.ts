import type { LedgerMemo } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** How the collection of one period stands; money in fen. */
export interface CollectionFigures {
  readonly planCode: string
  readonly periodCode: string
  readonly sharingDay: Temporal.PlainDate
  readonly shareFen: bigint
  /** Shares of the period. */
  readonly shares: bigint
  readonly attempts: number
  /** Come in, by debit or kept back from a payout, those that came after their write-off too. */
  readonly collected: bigint
  readonly collectedLate: bigint
  readonly writtenOff: bigint
  /** Debits that were asked for and not answered. */
  readonly openDebits: bigint
  /** The day on which what was still unpaid was written off. */
  readonly closedOn: Temporal.PlainDate | null
}

interface CollectionsAsked {
  readonly period: string | null
  /** Sharing day of the last one of the page before. */
  readonly after: Temporal.PlainDate | null
  readonly limit: number
}

/** The collections of a plan, newest first; of one period where it is named. By index, and by the counts of the batches. */
export async function collectionFigures(
  reader: Reader,
  planCode: string,
  { after, limit, period }: CollectionsAsked,
): Promise<readonly CollectionFigures[]> {
  const { rows } = await sql<{
    period_id: bigint
    plan_code: string
    period_code: string
    sharing_day: Temporal.PlainDate
    share_fen: bigint
    shares: bigint
    attempt_no: number
    collected: bigint
    open_debits: bigint
    closed_on: Temporal.PlainDate | null
  }>`
    select c.period_id, c.plan_code, c.period_code, c.sharing_day, c.share_fen, c.attempt_no, c.closed_on,
      s.participants as shares, b.collected, b.open_debits
    from collections c join periods s using (period_id) cross join lateral (
      select coalesce(sum(b.collected_count), 0)::bigint as collected,
        coalesce(sum(cardinality(b.open_participant_ids)) filter (where b.resolved_at is null), 0)::bigint as open_debits
      from collection_batches b where b.period_id = c.period_id) b
    where c.plan_code = ${planCode} and ${period === null ? sql`true` : sql`c.period_code = ${period}`}
      and ${after === null ? sql`true` : sql`c.sharing_day < ${after}`}
    order by c.sharing_day desc limit ${limit}`.execute(reader)
  const counts = await uncountedByBatches(
    reader,
    rows.map((row) => row.period_id),
  )
  return rows.map((row) => ({
    planCode: row.plan_code,
    periodCode: row.period_code,
    sharingDay: row.sharing_day,
    shareFen: row.share_fen,
    shares: row.shares,
    attempts: row.attempt_no,
    collected: row.collected + counts('kept', row.period_id),
    collectedLate: counts('late', row.period_id),
    writtenOff: counts('written-off', row.period_id),
    openDebits: row.open_debits,
    closedOn: row.closed_on,
  }))
}

type Uncounted = 'kept' | 'late' | 'written-off'

/** Of these periods what their batches do not count: shares kept back from payouts, come in after their write-off, and written off. */
async function uncountedByBatches(reader: Reader, periods: readonly bigint[]) {
  const { rows } = await sql<{ what: Uncounted; period_id: bigint; count: bigint }>`
    select 'kept' as what, period_id, count(*) as count from charge_payments
    where period_id = any(${[...periods]}::bigint[]) and method = 'payout' group by period_id
    union all
    select 'late', period_id, count(*) from charge_payments
    where period_id = any(${[...periods]}::bigint[]) and after_write_off group by period_id
    union all
    select 'written-off', period_id, count(*) from charge_write_offs
    where period_id = any(${[...periods]}::bigint[]) group by period_id`.execute(reader)
  const found = new Map(rows.map((row) => [`${row.what} ${row.period_id}`, row.count]))
  return (what: Uncounted, period: bigint) => found.get(`${what} ${period}`) ?? 0n
}

/** A control account, which carries totals, beside the records that it stands for; fen, debit positive. */
export interface ControlAccount {
  readonly account: 'participants-receivable' | 'payouts-payable'
  readonly booksFen: bigint
  readonly recordsFen: bigint
}

/**
 * Unpaid shares and unpaid payouts beside their accounts. What has come in of the shares is taken from the counts of the batches, whose every
 * answer is counted with its payments in one commit: counting a payment of each participant and period again takes minutes after some years.
 * Every night `batch-counts-are-payments` compares those counts with the payments, and both accounts are audited from the single rows.
 */
export async function controlAccounts(reader: Reader, planCode: string): Promise<readonly ControlAccount[]> {
  const { rows: settled } = await sql<{ period_id: bigint; share_fen: bigint; shares: bigint; collected: bigint }>`
    select s.period_id, s.share_fen, s.participants as shares,
      (select coalesce(sum(b.collected_count), 0)::bigint from collection_batches b where b.period_id = s.period_id) as collected
    from periods s where s.plan_code = ${planCode} and s.status = 'settled'`.execute(reader)
  const counts = await uncountedByBatches(
    reader,
    settled.map((row) => row.period_id),
  )
  const unpaidFen = settled.reduce((sum, { collected, period_id: period, share_fen, shares }) => {
    const paid = collected + counts('kept', period) - counts('late', period)
    return sum + share_fen * (shares - paid - counts('written-off', period))
  }, 0n)
  const { rows } = await sql<{ receivable: bigint; payable: bigint; owed: bigint }>`
    select (${bookedOn(planCode, 'participants-receivable')}) as receivable, (${bookedOn(planCode, 'payouts-payable')}) as payable, (
      (select coalesce(sum(c.payout_fen), 0) from period_cases c join periods p using (period_id) where p.plan_code = ${planCode})
      - (select coalesce(sum(o.kept_back_fen), 0) from payouts o where o.plan_code = ${planCode})
      - (select coalesce(sum(t.amount_fen), 0) from payout_transfers t join payouts o using (case_reference)
        where o.plan_code = ${planCode} and t.state = 'paid'))::bigint as owed`.execute(reader)
  const { owed, payable, receivable } = rows[0]!
  return [
    { account: 'participants-receivable', booksFen: receivable, recordsFen: unpaidFen },
    { account: 'payouts-payable', booksFen: payable, recordsFen: -owed },
  ]
}

const bookedOn = (planCode: string, account: ControlAccount['account']) => sql`
  select coalesce(sum(amount_fen), 0)::bigint from ledger_postings where plan_code = ${planCode} and account = ${account}`

/** One line of an account, with what was booked and why. */
export interface Posting {
  readonly place: bigint
  readonly recordedAt: Temporal.Instant
  readonly memo: LedgerMemo
  readonly subject: string
  readonly amountFen: bigint
  /** The entry of the log that tells why. */
  readonly eventId: string
}

/** The lines of an account, newest first, before a place. */
export async function postingsOf(
  reader: Reader,
  planCode: string,
  account: string,
  { before, limit }: { readonly before: bigint | null; readonly limit: number },
): Promise<readonly Posting[]> {
  const { rows } = await sql<{
    place: bigint
    recorded_at: Temporal.Instant
    memo: LedgerMemo
    subject: string
    amount_fen: bigint
    event_id: string
  }>`
    select p.place, t.recorded_at, t.memo, t.subject, p.amount_fen, p.event_id
    from ledger_postings p join ledger_transactions t using (event_id, transaction_no)
    where p.plan_code = ${planCode} and p.account = ${account} and ${before === null ? sql`true` : sql`p.place < ${before}`}
    order by p.place desc limit ${limit}`.execute(reader)
  return rows.map((row) => ({
    place: row.place,
    recordedAt: row.recorded_at,
    memo: row.memo,
    subject: row.subject,
    amountFen: row.amount_fen,
    eventId: row.event_id,
  }))
}

/** A statement of the gateway that was compared with our records. */
export interface ComparedStatement {
  readonly day: Temporal.PlainDate
  readonly lines: bigint
  readonly differences: bigint
  readonly unresolved: bigint
}

/** Days whose statements were compared, newest first, before a day where one is given. */
export async function comparedStatements(
  reader: Reader,
  limit: number,
  before: Temporal.PlainDate | null,
): Promise<readonly ComparedStatement[]> {
  const { rows } = await sql<{ day: Temporal.PlainDate; lines: bigint; differences: bigint; unresolved: bigint }>`
    select day, line_count as lines, difference_count as differences,
      (select count(*) from statement_differences d where d.day = s.day and d.resolved_at is null) as unresolved
    from statements_compared s where ${before === null ? sql`true` : sql`day < ${before}`}
    order by day desc limit ${limit}`.execute(reader)
  return rows
}
