-- Nobody is left out: who was in the plan at 00:00 of the publicity day (and past the waiting period, where the plan leaves
-- the waiting out) is on the roll. Memberships that were recorded only after the roll was taken are left out.
with terms as materialized (
  -- Materialized, or the plan of every membership and period is parsed anew: minutes for a million charges.
  select p.*, case when (v.content::jsonb -> 'sharing' ->> 'waitingShare')::boolean then p.publicity_day
    else p.publicity_day - greatest((v.content::jsonb -> 'waitingPeriod' ->> 'days')::integer - 1, 0) end as joined_before
  from periods p join plan_versions v on v.plan_code = p.plan_code and v.version = p.plan_version
  where p.rolled_at is not null)
select t.plan_code, t.period_code as record, 'participant ' || m.participant_id || ' is not on the roll' as detail
from terms t join participants m on m.plan_code = t.plan_code
where m.joined_on < t.joined_before and (m.ended_on is null or m.ended_on >= t.publicity_day)
  and m.recorded_at < t.rolled_at
  and not exists (
    select 1 from membership_lapses l where l.participant_id = m.participant_id
      and l.ended_on < t.publicity_day and l.resumed_on >= t.publicity_day)
  and not exists (
    select 1 from charges c where c.period_id = t.period_id and c.participant_id = m.participant_id)
