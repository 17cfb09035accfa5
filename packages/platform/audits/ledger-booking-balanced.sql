-- Every booking has two postings or more, none of nothing, and sums to zero.
select t.plan_code, t.event_id::text as record,
  count(p.posting_no) || ' postings that sum to ' || coalesce(sum(p.amount_fen), 0) || ' fen' as detail
from ledger_transactions t left join ledger_postings p using (event_id, transaction_no)
group by t.plan_code, t.event_id, t.transaction_no
having count(p.posting_no) < 2 or sum(p.amount_fen) <> 0
