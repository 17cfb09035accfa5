import { sql } from 'kysely'
import type { StateCheck } from '../journal/index.ts'

/**
 * For `verify` and the nightly audit: every participant is what their changes add up to, and has the place in
 * `active_memberships` of somebody who is in the plan, and nobody else has one. Names the first that is not so.
 */
export const membershipCheck: StateCheck = {
  name: 'memberships',
  async run(_platform, reader) {
    const { rows } = await sql<{ participant_id: bigint; detail: string }>`
      with latest as (
        select distinct on (participant_id) participant_id, change_no, kind, effective_on, reason
        from membership_changes order by participant_id, change_no desc),
      counted as (
        select participant_id, count(*) as changes,
          min(effective_on) filter (where change_no = 1 and kind = 'joined') as joined_on,
          count(*) filter (where kind = 'reinstated') as reinstated
        from membership_changes group by participant_id),
      lapsed as (select participant_id, count(*) as lapses from membership_lapses group by participant_id),
      wrong as (
        select p.participant_id, case
          when c.changes is distinct from p.change_count::bigint or l.change_no <> p.change_count
            then 'a change was removed or added'
          when c.joined_on is distinct from p.joined_on then 'the day of joining is not that of the first change'
          when (case when l.kind = 'ended' then l.effective_on end) is distinct from p.ended_on
            or (case when l.kind = 'ended' then l.reason end) is distinct from p.ended_reason
            then 'the end is not that of the last change'
          when c.reinstated <> coalesce(m.lapses, 0)
            then 'the lapses are not those of the changes'
          when (p.ended_on is null) <> (a.participant_id is not null)
            then 'the place among the active memberships is not that of the end'
          end as detail
        from participants p left join latest l using (participant_id) left join counted c using (participant_id)
          left join lapsed m using (participant_id) left join active_memberships a
            on a.participant_id = p.participant_id and a.person_id = p.person_id and a.plan_code = p.plan_code
        union all
        select a.participant_id, 'an active membership of nobody'
        from active_memberships a left join participants p on p.participant_id = a.participant_id where p.participant_id is null)
      select participant_id, detail from wrong where detail is not null order by participant_id limit 1`.execute(reader)
    const wrong = rows[0]
    if (!wrong) return null
    const record = `participant ${wrong.participant_id}`
    return { problem: 'changed', record, detail: wrong.detail, leafIndex: null }
  },
}
