-- What one period carries out is what the next one carries in, and the carry account holds what the last one carried out.
-- Plans whose carry was corrected by a booking of its own are left out: there `period-booked-as-settled` is the check.
with corrected as (
  select distinct p.plan_code from ledger_postings p
  where p.account = 'carry' and not exists (select 1 from periods s where s.settled_event_id = p.event_id)),
settled as (
  select plan_code, period_code, carry_in_fen, carry_out_fen,
    coalesce(lag(carry_out_fen) over in_order, 0) as handed_on_fen,
    lead(carry_out_fen) over in_order is null as is_last
  from periods where status = 'settled' and plan_code not in (select plan_code from corrected)
  window in_order as (partition by plan_code order by sharing_day))
select plan_code, period_code as record,
  'carries in ' || carry_in_fen || ' fen, the period before carried out ' || handed_on_fen as detail
from settled where carry_in_fen <> handed_on_fen
union all
select s.plan_code, s.period_code, 'carried out ' || s.carry_out_fen || ' fen, the account holds ' || held.fen
from settled s cross join lateral (
  select coalesce(-sum(amount_fen), 0) as fen from ledger_postings p where p.plan_code = s.plan_code and p.account = 'carry') held
where s.is_last and held.fen <> s.carry_out_fen
