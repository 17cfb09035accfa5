import { type Account, accounts, checkTransaction, type LedgerMemo, type LedgerTransaction } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** The rows of the bookings that one event makes. Throws where one is not a booking: that is a fault of ours. */
export function ledgerRows(
  eventId: string,
  now: Temporal.Instant,
  transactions: readonly LedgerTransaction[],
): readonly Write[] {
  return transactions.flatMap((transaction, index) => {
    const checked = checkTransaction(transaction)
    if (!checked.accepted) throw new Error(`${checked.refusal.code} ${JSON.stringify(checked.refusal.facts)}`)
    const { plan, subject, memo, postings } = transaction
    const number = index + 1
    return [
      sql`
        insert into ledger_transactions (event_id, transaction_no, plan_code, subject, memo, reverses, recorded_at)
        values (${eventId}, ${number}, ${plan}, ${subject}, ${memo}, ${transaction.reverses ?? null}, ${now})`,
      sql`
        insert into ledger_postings (event_id, transaction_no, posting_no, plan_code, account, amount_fen)
        select ${eventId}::uuid, ${number}::integer, position, ${plan}, account, amount_fen
        from unnest(${postings.map((one) => one.account)}::text[], ${postings.map((one) => one.amountFen)}::bigint[])
          with ordinality as posting (account, amount_fen, position)`,
    ]
  })
}

/** The bookings of events as they stand, in the form in which they were committed to. */
export async function transactionsOf(
  reader: Reader,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, readonly LedgerTransaction[]>> {
  const { rows } = await sql<{
    event_id: string
    plan_code: string
    subject: string
    memo: LedgerMemo
    reverses: string | null
    postings: { account: Account; amountFen: string }[]
  }>`
    select event_id, t.plan_code, t.subject, t.memo, t.reverses,
      coalesce((select jsonb_agg(jsonb_build_object('account', account, 'amountFen', amount_fen::text) order by posting_no)
        from ledger_postings p where p.event_id = t.event_id and p.transaction_no = t.transaction_no), '[]') as postings
    from ledger_transactions t where event_id = any(${[...eventIds]}::uuid[])
    order by event_id, transaction_no`.execute(reader)
  const found = new Map<string, LedgerTransaction[]>()
  for (const row of rows) {
    const postings = row.postings.map((one) => ({ account: one.account, amountFen: BigInt(one.amountFen) }))
    const { plan_code: plan, subject, memo, reverses } = row
    const transaction = { plan, subject, memo, postings, ...(reverses === null ? {} : { reverses }) }
    found.set(row.event_id, [...(found.get(row.event_id) ?? []), transaction])
  }
  return found
}

/** Balance of one account of a plan in fen; debit positive. */
export async function balanceOf(reader: Reader, plan: string, account: Account): Promise<bigint> {
  const { rows } = await sql<{ balance: bigint }>`
    select coalesce(sum(amount_fen), 0)::bigint as balance from ledger_postings
    where plan_code = ${plan} and account = ${account}`.execute(reader)
  return rows[0]!.balance
}

export interface TrialBalanceLine {
  readonly plan: string
  readonly account: Account
  readonly debitFen: bigint
  readonly creditFen: bigint
}

/** Every account of every plan (or of one) with its debits and credits; the sums of both columns are equal. */
export async function trialBalance(reader: Reader, plan?: string): Promise<readonly TrialBalanceLine[]> {
  const { rows } = await sql<{ plan_code: string; account: Account; debit: bigint; credit: bigint }>`
    select plan_code, account,
      coalesce(sum(amount_fen) filter (where amount_fen > 0), 0)::bigint as debit,
      coalesce(-sum(amount_fen) filter (where amount_fen < 0), 0)::bigint as credit
    from ledger_postings where ${plan === undefined ? sql`true` : sql`plan_code = ${plan}`}
    group by plan_code, account`.execute(reader)
  return rows
    .map((row) => ({ plan: row.plan_code, account: row.account, debitFen: row.debit, creditFen: row.credit }))
    .sort((a, b) => a.plan.localeCompare(b.plan) || accounts.indexOf(a.account) - accounts.indexOf(b.account))
}
