-- Whoever is paid out in a period, or was in an earlier one, does not share it.
select p.plan_code, p.period_code as record, 'participant ' || c.participant_id || ' is charged after the payout of ' || k.case_reference as detail
from claims k join periods own on own.plan_code = k.plan_code and own.period_code = k.period_code
  join charges c on c.participant_id = k.participant_id
  join periods p on p.period_id = c.period_id and p.plan_code = k.plan_code and p.sharing_day >= own.sharing_day
where k.status in ('settled', 'paid') and p.status = 'settled'
  and not exists (
    select 1 from charge_exemptions e where e.period_id = c.period_id and e.participant_id = c.participant_id)
