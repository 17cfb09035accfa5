-- A charge belongs to a period that is there.
with charged as (select period_id, count(*) as charges from charges group by period_id)
select null::text as plan_code, c.period_id::text as record, c.charges || ' charges of a period that is not there' as detail
from charged c where not exists (select 1 from periods p where p.period_id = c.period_id)
