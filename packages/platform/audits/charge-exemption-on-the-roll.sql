-- Only somebody on the roll can be exempt from it.
select p.plan_code, p.period_code as record, 'participant ' || e.participant_id || ' is exempt without being on the roll' as detail
from charge_exemptions e left join periods p using (period_id)
where not exists (select 1 from charges c where c.period_id = e.period_id and c.participant_id = e.participant_id)
