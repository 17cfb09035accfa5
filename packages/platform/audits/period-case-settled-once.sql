-- A case is settled in one period only.
select p.plan_code, c.case_reference as record, 'settled in ' || string_agg(p.period_code, ' and ' order by p.sharing_day) as detail
from period_cases c join periods p using (period_id)
group by p.plan_code, c.case_reference having count(*) > 1
