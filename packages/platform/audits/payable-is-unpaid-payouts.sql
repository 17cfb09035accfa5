-- What the books owe to claimants is what the cases of settled periods were awarded without what was kept back and paid.
with awarded as (
  select p.plan_code, sum(c.payout_fen) as fen from period_cases c join periods p using (period_id) group by p.plan_code),
moved as (
  select o.plan_code, sum(o.kept_back_fen + coalesce(
    (select sum(t.amount_fen) from payout_transfers t where t.case_reference = o.case_reference and t.state = 'paid'), 0)) as fen
  from payouts o group by o.plan_code),
booked as (
  select plan_code, -sum(amount_fen) as fen from ledger_postings where account = 'payouts-payable' group by plan_code)
select plan_code, 'payouts-payable' as record,
  'the cases say ' || coalesce(a.fen, 0) - coalesce(m.fen, 0) || ' fen, the account says ' || coalesce(b.fen, 0) as detail
from awarded a full join moved m using (plan_code) full join booked b using (plan_code)
where coalesce(a.fen, 0) - coalesce(m.fen, 0) <> coalesce(b.fen, 0)
