-- A roll that was taken has as many charges as its slices counted, and the period shares them without the exempted.
with charged as (select period_id, count(*) as charges from charges group by period_id),
exempted as (select period_id, count(*) as exempt from charge_exemptions group by period_id),
rolled as (
  select p.period_id, p.plan_code, p.period_code, p.status, p.roll_count, p.participants, p.borne_by_operator,
    (select sum(counted) from roll_slices s where s.period_id = p.period_id) as counted,
    (select count(*) from roll_slices s where s.period_id = p.period_id and s.counted is null) as uncounted,
    coalesce(c.charges, 0) as charges, coalesce(e.exempt, 0) as exempt
  from periods p left join charged c using (period_id) left join exempted e using (period_id) where p.roll_count is not null)
select plan_code, period_code as record,
  'the roll says ' || roll_count || ', its slices ' || coalesce(counted, 0) || ', there are ' || charges || ' charges' as detail
from rolled where uncounted > 0 or roll_count <> counted or roll_count <> charges
union all
select plan_code, period_code, 'shared by ' || participants || ', but on the roll are ' || roll_count || ' with ' || exempt || ' exempt'
from rolled where status = 'settled' and participants <> case when borne_by_operator then 0 else roll_count - exempt end
