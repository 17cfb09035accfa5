-- Nobody is charged who was not in the plan at 00:00 of the publicity day. Ends that were recorded after the settlement (a
-- death found later) are left out: they are put right by a correction, not by changing the period.
with settled as (select * from periods where status = 'settled'),
outsiders as (
  select c.period_id, c.participant_id
  from charges c join settled p using (period_id)
    left join participants m on m.participant_id = c.participant_id and m.plan_code = p.plan_code
  where m.participant_id is null or m.joined_on >= p.publicity_day or m.ended_on < p.publicity_day
  union
  select c.period_id, c.participant_id
  from membership_lapses l join settled p on l.ended_on < p.publicity_day and l.resumed_on >= p.publicity_day
    join charges c on c.period_id = p.period_id and c.participant_id = l.participant_id)
select p.plan_code, p.period_code as record, 'participant ' || o.participant_id || ' is charged without having been in the plan' as detail
from outsiders o join settled p using (period_id)
where not exists (
    select 1 from charge_exemptions e where e.period_id = o.period_id and e.participant_id = o.participant_id)
  and not exists (
    select 1 from membership_changes h where h.participant_id = o.participant_id and h.kind = 'ended'
      and h.recorded_at >= p.settled_at)
