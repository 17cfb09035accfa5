import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { checkBank } from './bank.ts'
import { checkLog } from './log.ts'

/** What is looked at from outside: nothing here imports a line of the platform's. */
export interface Looked {
  readonly databaseUrl: string
  /** Holds `log` and `evidence`. */
  readonly dataFolder: string
  /** The built-in gateway's SQLite file; without it nothing is compared with the outside world. */
  readonly bankFile?: string
  /** The platform's time, for what has waited too long. */
  readonly now: string
  /** What people were told is done. */
  readonly acknowledged?: {
    readonly participants: readonly string[]
    readonly cases: readonly string[]
    readonly steps: Readonly<Record<string, number>>
    readonly evidence: readonly string[]
  }
}

export interface Broken {
  readonly invariant: string
  readonly detail: string
}

/** A database's client, reading one snapshot. */
export type Ask = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>

/**
 * Checks one snapshot of a platform, running or not. Returns what is broken; empty where every invariant holds. Throws where it can't be
 * looked at.
 */
export async function checkInvariants(looked: Looked): Promise<readonly Broken[]> {
  const client = new pg.Client({ connectionString: looked.databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query("set application_name = 'invariants'")
    await client.query('begin isolation level repeatable read read only')
    const ask: Ask = async (text, values = []) => (await client.query(text, [...values])).rows
    const broken = [
      ...(await checkQueries(ask)),
      ...(await checkStuck(ask, looked.now)),
      ...(await checkAcknowledged(ask, looked)),
      ...(await checkFiles(ask, looked)),
      ...(await checkLog(ask, looked.dataFolder)),
    ]
    if (looked.bankFile === undefined) return broken
    const bank = new DatabaseSync(looked.bankFile, { readOnly: true })
    try {
      return [...broken, ...(await checkBank(ask, bank, looked.now))]
    } finally {
      bank.close()
    }
  } finally {
    await client.end()
  }
}

/** Invariant and a query of `detail` that must find nothing. */
const queries: readonly (readonly [string, string])[] = [
  [
    'ledger zero',
    `select 'booking ' || event_id || '/' || transaction_no || ' sums to ' || sum(amount_fen) as detail
     from ledger_postings group by event_id, transaction_no having sum(amount_fen) <> 0
     union all select 'plan ' || plan_code || ' sums to ' || sum(amount_fen)
     from ledger_postings group by plan_code having sum(amount_fen) <> 0`,
  ],
  [
    'subsidiary = control',
    `with owed as (
       select p.plan_code, p.share_fen * count(*) as fen
       from periods p join charges c using (period_id)
       where p.status = 'settled'
         and not exists (select from charge_exemptions e where e.period_id = c.period_id and e.participant_id = c.participant_id)
         and not exists (select from charge_payments x where x.period_id = c.period_id and x.participant_id = c.participant_id)
         and not exists (select from charge_write_offs w where w.period_id = c.period_id and w.participant_id = c.participant_id)
       group by p.period_id),
     booked as (
       select plan_code, sum(amount_fen) as fen from ledger_postings where account = 'participants-receivable' group by 1)
     select plan_code || ': unpaid charges are ' || coalesce(o.fen, 0) || ' fen, the account says ' || coalesce(b.fen, 0) as detail
     from (select plan_code, sum(fen) as fen from owed group by 1) o full join booked b using (plan_code)
     where coalesce(o.fen, 0) <> coalesce(b.fen, 0)`,
  ],
  [
    'every charge once',
    `select plan_code || ' ' || period_code || ': the roll has ' || roll_count || ', the charges are ' ||
       (select count(*) from charges c where c.period_id = p.period_id) as detail
     from periods p where status in ('rolled', 'settled') and roll_count is not null
       and roll_count <> (select count(*) from charges c where c.period_id = p.period_id)
     union all
     select 'period ' || period_id || ', participant ' || participant_id || ' paid without a charge'
     from charge_payments x where not exists
       (select from charges c where c.period_id = x.period_id and c.participant_id = x.participant_id)
     union all
     select 'period ' || period_id || ', participant ' || participant_id || ' paid ' || count(*) || ' times'
     from charge_payments group by period_id, participant_id having count(*) > 1`,
  ],
  [
    'every case settled and paid once',
    `select 'case ' || case_reference || ' is in ' || count(*) || ' periods' as detail
     from period_cases group by case_reference having count(*) > 1
     union all
     select 'case ' || p.case_reference || ': parts of ' || sum(t.amount_fen) || ' fen for ' || p.payout_fen - p.kept_back_fen
     from payouts p join payout_transfers t using (case_reference)
     group by p.case_reference having sum(t.amount_fen) <> p.payout_fen - p.kept_back_fen
     union all
     select 'payout ' || p.case_reference || ' is of ' || p.payout_fen || ' fen, the case was awarded ' || coalesce(c.payout_fen, 0)
     from payouts p left join period_cases c using (case_reference) where p.payout_fen is distinct from c.payout_fen
     union all
     select 'case ' || c.case_reference || ' is paid, its payout is ' || coalesce(p.state, 'none')
     from claims c left join payouts p using (case_reference) where c.status = 'paid' and p.state is distinct from 'paid'
     union all
     select 'case ' || subject || ', part ' || (entry::jsonb -> 'facts' ->> 'part') || ' is on the log as sent ' || count(*) || ' times'
     from journal_events where kind = 'payout-sent' group by subject, entry::jsonb -> 'facts' ->> 'part' having count(*) > 1`,
  ],
  [
    'no command half done',
    `select 'command ' || kind || ' ' || key || ' has no answer' as detail from commands where answer is null`,
  ],
  [
    'steps without gap',
    `select 'case ' || c.case_reference || ' counts ' || c.step_count || ' steps, ' || count(s.*) || ' are there' as detail
     from claims c left join claim_steps s using (claim_id) group by c.claim_id
     having c.step_count <> count(s.*) or c.step_count <> max(s.step_no)`,
  ],
]

async function checkQueries(ask: Ask): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const [invariant, text] of queries) {
    const found = await ask<{ detail: string }>(`select detail from (${text}) found limit 20`)
    broken.push(...found.map(({ detail }) => ({ invariant, detail })))
  }
  return broken
}

/** What waits longer than everything that repeats takes; ages by the platform's time, sessions by the database's. */
async function checkStuck(ask: Ask, now: string): Promise<Broken[]> {
  const found = await ask<{ detail: string }>(
    `select 'event ' || event_no || ' waits for the log since ' || recorded_at as detail
     from journal_outbox join journal_events using (event_no) where recorded_at < $1::timestamptz - interval '1 day'
     union all
     select 'batch ' || batch_key || ' has ' || cardinality(open_participant_ids) || ' debits without outcome since ' || made_at
     from collection_batches where resolved_at is null and made_at < $1::timestamptz - interval '4 days'
     union all
     select 'payout ' || case_reference || ' is being sent since ' || prepared_at
     from payouts p where state = 'sending' and prepared_at < $1::timestamptz - interval '6 days'
       and not exists (select from payout_transfers t where t.case_reference = p.case_reference and t.state = 'failed')
     union all
     select 'notice ' || notice_id || ' waits since ' || received_at
     from gateway_notices where handled_at is null and received_at < $1::timestamptz - interval '2 days'
     union all
     select 'message ' || message_id || ' waits since ' || written_at
     from messages where sent_at is null and given_up_at is null
       and coalesce(not_before, written_at) < $1::timestamptz - interval '3 days'
     union all
     select 'period ' || plan_code || ' ' || period_code || ' is ' || status || ' since its sharing day ' || sharing_day
     from periods where status <> 'settled' and sharing_day < ($1::timestamptz at time zone 'Asia/Shanghai')::date - 2
     union all
     select 'claim ' || claim_id || ' is taken until ' || until
     from taken_cases where until > $1::timestamptz + interval '3 hours'
     union all
     select 'session ' || pid || ' holds a transaction open and does nothing since ' || state_change
     from pg_stat_activity where state like 'idle in transaction%' and now() - state_change > interval '20 seconds'
       and application_name <> 'invariants'
     union all
     select 'session ' || pid || ' waits for a lock since ' || query_start
     from pg_stat_activity where wait_event_type = 'Lock' and now() - query_start > interval '20 seconds'`,
    [now],
  )
  return found.map(({ detail }) => ({ invariant: 'nothing stuck', detail }))
}

async function checkAcknowledged(ask: Ask, { acknowledged }: Looked): Promise<Broken[]> {
  if (!acknowledged) return []
  const { cases, evidence, participants, steps } = acknowledged
  const found = await ask<{ detail: string }>(
    `select 'participant ' || id as detail from unnest($1::bigint[]) id
       where not exists (select from participants p where p.participant_id = id)
     union all select 'case ' || reference from unnest($2::text[]) reference
       where not exists (select from claims c where c.case_reference = reference)
     union all select 'file ' || id from unnest($3::uuid[]) id
       where not exists (select from evidence e where e.evidence_id = id)
     union all select 'step ' || n || ' of case ' || reference from unnest($4::text[], $5::int[]) seen (reference, n)
       where not exists (select from claims c where c.case_reference = reference and c.step_count >= n)`,
    [participants, cases, evidence, Object.keys(steps), Object.values(steps)],
  )
  return found.map(({ detail }) => ({ invariant: 'what was answered is there', detail }))
}

async function checkFiles(ask: Ask, { dataFolder }: Looked): Promise<Broken[]> {
  const refs = await ask<{ ref: string; of: string }>(
    `select original_ref as ref, 'the original of file ' || evidence_id as of from evidence where original_ref is not null
     union all select copy_ref, 'the copy of file ' || evidence_id from evidence where copy_ref is not null
     union all select file_ref, 'a part of upload ' || upload_id from upload_parts`,
  )
  return refs.flatMap(({ of, ref }) => {
    const stat = statSync(join(dataFolder, 'evidence', ref.slice(0, 2), ref), { throwIfNoEntry: false })
    if (stat && stat.size > 0) return []
    return [{ invariant: 'every file is there', detail: `${of} is ${stat ? 'empty' : 'gone'}` }]
  })
}
