-- Money at the gateway and what participants owe is never below zero; the carry, the fee and the payouts owed are never
-- above it.
select plan_code, account as record, 'its balance is ' || sum(amount_fen) || ' fen' as detail
from ledger_postings
group by plan_code, account
having (account in ('gateway-clearing', 'participants-receivable') and sum(amount_fen) < 0)
  or (account in ('carry', 'management-fee', 'payouts-payable') and sum(amount_fen) > 0)
