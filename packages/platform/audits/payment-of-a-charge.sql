-- What was paid or written off is a charge of a settled period, and not an exempt one.
with moved as (
  select period_id, participant_id, 'paid' as how from charge_payments
  union all select period_id, participant_id, 'written off' from charge_write_offs)
select p.plan_code, coalesce(p.period_code, m.period_id::text) as record,
  'participant ' || m.participant_id || ' has ' || m.how || ' what is not owed' as detail
from moved m left join periods p using (period_id)
where p.status is distinct from 'settled'
  or not exists (select 1 from charges c where c.period_id = m.period_id and c.participant_id = m.participant_id)
  or exists (select 1 from charge_exemptions e where e.period_id = m.period_id and e.participant_id = m.participant_id)
