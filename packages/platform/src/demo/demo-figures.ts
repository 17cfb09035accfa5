import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { Stage } from './stage.ts'

/** What happened in the demo, counted from the database and, where nothing is kept, by the stories. */
export interface DemoFigures {
  readonly memberships: Readonly<Record<string, number>>
  readonly claims: Readonly<Record<string, number>>
  readonly steps: Readonly<Record<string, number>>
  readonly refusals: Readonly<Record<string, number>>
  readonly money: Readonly<Record<string, number>>
  /** The board's disputes: how each vote was held, who opened it, and how it ended. */
  readonly verdicts: Readonly<Record<string, number>>
  readonly board: Readonly<Record<string, number>>
  readonly besides: Readonly<Record<string, number>>
}

export async function figuresOfDemo(reader: Reader, stage: Stage): Promise<DemoFigures> {
  const counted = async (query: ReturnType<typeof sql<{ name: string; count: bigint }>>) => {
    const { rows } = await query.execute(reader)
    return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]))
  }
  const { plan } = stage.plan
  return {
    memberships: await counted(sql`
      select kind || coalesce(': ' || reason, '') as name, count(*) as count from membership_changes
      group by 1 order by 1`),
    claims: await counted(sql`
      select status as name, count(*) as count from claims where plan_code = ${plan} group by 1 order by 1`),
    steps: await counted(sql`
      select kind as name, count(*) as count from claim_steps group by 1 order by 1`),
    refusals: await counted(sql`
      select entry::jsonb -> 'facts' ->> 'reason' as name, count(*) as count from journal_events
      where kind = 'claim-refused' group by 1 order by 1`),
    money: await counted(sql`
      select 'shares collected' as name, count(*) as count from charge_payments
      union all select 'debits failed', count(*) from failed_collections
      union all select 'shares written off', count(*) from charge_write_offs
      union all select 'transfers', count(*) from payout_transfers where state = 'paid'
      union all select 'messages written', count(*) from messages
      union all select 'statements compared', count(*) from statements_compared
      union all select 'differences found', count(*) from statement_differences`),
    board: await counted(sql`
      select 'jurors' as name, count(*) as count from jurors
      union all select 'panels drawn', count(*) from dispute_steps where kind = 'panel-drawn'
      union all select 'seats offered', count(*) from dispute_seats
      union all select 'ballots, replaced ones too', count(*) from ballots
      union all select 'ballots opened', count(*) from opened_ballots
      union all select 'votes extended', count(*) from dispute_steps where kind = 'vote-extended'
      union all select 'disputes taken back', count(*) from disputes where status = 'withdrawn'`),
    verdicts: await counted(sql`
      select case when opener = 'control' then 'control case' else 'opened by ' || opener end || ', ' || mode || ' vote: '
        || outcome || ' (' || sum(pay) || ' for, ' || sum(do_not_pay) || ' against)' as name, count(*) as count
      from disputes where status = 'decided' group by mode, opener, outcome order by mode, opener, outcome`),
    besides: Object.fromEntries([...stage.counts].sort(([left], [right]) => (left < right ? -1 : 1))),
  }
}
