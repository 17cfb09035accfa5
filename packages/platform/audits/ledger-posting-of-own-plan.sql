-- A posting belongs to the plan of its booking: money does not go from one plan to another.
select t.plan_code, t.event_id::text as record, 'a posting of plan ' || p.plan_code as detail
from ledger_transactions t join ledger_postings p using (event_id, transaction_no)
where p.plan_code <> t.plan_code
