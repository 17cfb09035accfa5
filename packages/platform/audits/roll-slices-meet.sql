-- The slices of a roll follow each other without a gap and do not overlap.
select p.plan_code, p.period_code as record,
  'slice ' || s.slice_no || ' begins at ' || s.first_participant_id || ', the one before ends at ' || s.before_it as detail
from (
  select *, lag(last_participant_id) over (partition by period_id order by slice_no) as before_it from roll_slices) s
  join periods p using (period_id)
where s.first_participant_id <> s.before_it + 1
