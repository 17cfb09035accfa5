-- Nobody is charged who was not in the plan at 00:00 of the publicity day. Ends that were recorded after the settlement (a
-- death found later) are left out: they are put right by a correction, not by changing the period.
select p.plan_code, p.period_code as record, 'participant ' || c.participant_id || ' is charged without having been in the plan' as detail
from charges c join periods p using (period_id)
  left join participants m on m.participant_id = c.participant_id and m.plan_code = p.plan_code
where (m.participant_id is null or m.joined_on >= p.publicity_day or m.ended_on < p.publicity_day
    or exists (
      select 1 from membership_lapses l where l.participant_id = c.participant_id
        and l.ended_on < p.publicity_day and l.resumed_on >= p.publicity_day))
  and p.status = 'settled'
  and not exists (
    select 1 from charge_exemptions e where e.period_id = c.period_id and e.participant_id = c.participant_id)
  and not exists (
    select 1 from membership_changes h where h.participant_id = c.participant_id and h.kind = 'ended'
      and h.recorded_at >= p.settled_at)
