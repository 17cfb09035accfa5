-- All postings of a plan sum to zero: the trial balance.
select plan_code, 'all postings' as record, 'they sum to ' || sum(amount_fen) || ' fen' as detail
from ledger_postings group by plan_code having sum(amount_fen) <> 0
