-- The booking of a settled period says what the period says, account by account.
with said as (
  select plan_code, period_code, settled_event_id, account, amount_fen
  from periods, lateral (values
    ('participants-receivable', share_fen * participants),
    ('operator-receivable', case_cap_fen + year_cap_fen + no_participants_fen + run_off_fen),
    ('payouts-payable', -payouts_fen),
    ('management-fee', -fees_fen),
    ('shortfall', -shortfall_fen),
    ('carry', carry_in_fen - carry_out_fen)) as line (account, amount_fen)
  where status = 'settled'),
booked as (
  select s.settled_event_id, p.account, sum(p.amount_fen) as amount_fen
  from periods s join ledger_transactions t
      on t.event_id = s.settled_event_id and t.plan_code = s.plan_code
        and t.subject = 'period/' || s.plan_code || '/' || s.period_code
    join ledger_postings p using (event_id, transaction_no)
  group by s.settled_event_id, p.account)
select plan_code, period_code as record,
  said.account || ': the period says ' || said.amount_fen || ', the books say ' || coalesce(booked.amount_fen, 0) as detail
from said left join booked using (settled_event_id, account)
where said.amount_fen <> coalesce(booked.amount_fen, 0)
