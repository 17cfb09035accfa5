import { sql } from 'kysely'
import type { StateCheck } from '../journal/index.ts'

/**
 * There are as many jurors of each plan as the log's entries add up to: a juror who was never admitted, or was taken away
 * without an entry, shows. Suspensions by record count once their entry is written.
 */
export const jurorsAsLogged: StateCheck = {
  name: 'jurors',
  run: async (_platform, reader) => {
    const { rows } = await sql<{ plan_code: string; logged: bigint; kept: bigint }>`
      with logged as (
        select substr(subject, length('jurors/') + 1) as plan_code,
          sum((entry::jsonb -> 'facts' ->> 'jurors')::bigint * case kind when 'juror-admitted' then 1 else -1 end)::bigint
            as jurors
        from journal_events where kind in ('juror-admitted', 'juror-ended') group by 1),
      serving as (
        select plan_code, count(*) as jurors from jurors where status in ('active', 'paused') group by plan_code),
      unlogged as (
        select j.plan_code, count(*) as jurors from juror_suspensions s join jurors j on j.juror_id = s.juror_id
        where s.event_id is null and s.status_before <> 'left' group by j.plan_code)
      select plan_code, coalesce(l.jurors, 0) as logged, coalesce(s.jurors, 0) + coalesce(u.jurors, 0) as kept
      from logged l full join serving s using (plan_code) full join unlogged u using (plan_code) order by plan_code`.execute(
      reader,
    )
    const wrong = rows.find(({ kept, logged }) => kept !== logged)
    if (!wrong) return null
    const { kept, logged, plan_code: planCode } = wrong
    return {
      problem: kept > logged ? 'added' : 'removed',
      record: `jurors of plan ${planCode}`,
      detail: `there are ${kept}, by the log ${logged}`,
      leafIndex: null,
    }
  },
}
