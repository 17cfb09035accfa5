-- A charge belongs to a period that is there.
select null::text as plan_code, c.period_id::text as record, count(*) || ' charges of a period that is not there' as detail
from charges c where not exists (select 1 from periods p where p.period_id = c.period_id) group by c.period_id
