-- Subsidiary ledger = control account, period by period: the share times those who neither paid nor were written off is what
-- the account of the participants says of the period. A share that came in after its write-off was booked to its bearer.
with paid as (select period_id, count(*) as shares from charge_payments where not after_write_off group by period_id),
written_off as (select period_id, count(*) as shares from charge_write_offs group by period_id),
subsidiary as (
  select p.plan_code, p.period_code, p.share_fen * (p.participants - coalesce(x.shares, 0) - coalesce(w.shares, 0)) as fen
  from periods p left join paid x using (period_id) left join written_off w using (period_id) where p.status = 'settled'),
control as (
  select t.plan_code, split_part(t.subject, '/', 3) as period_code, sum(p.amount_fen) as fen
  from ledger_transactions t join ledger_postings p using (event_id, transaction_no)
  where p.account = 'participants-receivable' group by 1, 2)
select plan_code, period_code as record,
  'the charges say ' || coalesce(s.fen, 0) || ' fen, the account says ' || coalesce(c.fen, 0) as detail
from subsidiary s full join control c using (plan_code, period_code)
where coalesce(s.fen, 0) <> coalesce(c.fen, 0)
