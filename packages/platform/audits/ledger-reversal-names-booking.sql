-- A booking that takes another one back names one of the same plan, and gives each account back what it had. (An event with
-- several bookings may be taken back one by one: then the named event holds one such booking.)
select r.plan_code, r.event_id::text as record, 'takes back ' || r.reverses || ', which has no such booking' as detail
from ledger_transactions r
where r.reverses is not null and not exists (
  select 1 from ledger_transactions o
  where o.event_id = r.reverses and o.plan_code = r.plan_code and not exists (
    select account, sum(amount_fen) from (
      select account, amount_fen from ledger_postings p
      where p.event_id = r.event_id and p.transaction_no = r.transaction_no
      union all
      select account, amount_fen from ledger_postings p
      where p.event_id = o.event_id and p.transaction_no = o.transaction_no) both_ways
    group by account having sum(amount_fen) <> 0))
