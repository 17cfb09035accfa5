-- The parts of a payout and what was kept back of it are the claim's sum, and it is paid when all of its parts are.
with parts as (
  select case_reference, sum(amount_fen) as fen, bool_and(state = 'paid') as all_paid
  from payout_transfers group by case_reference)
select o.plan_code, o.case_reference as record,
  'of ' || o.payout_fen || ' fen ' || o.kept_back_fen || ' kept back and ' || coalesce(p.fen, 0) || ' sent, state ' || o.state as detail
from payouts o left join parts p using (case_reference) join claims c using (case_reference)
where o.payout_fen <> o.kept_back_fen + coalesce(p.fen, 0) or o.payout_fen <> c.payout_fen
  or (o.state = 'paid') is distinct from p.all_paid or (o.state = 'paid') <> (c.status = 'paid')
