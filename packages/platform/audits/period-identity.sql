-- Charged + operator's part = payouts + fees + shortfall + change of the carry, to the fen, for every settled period.
select plan_code, period_code as record, 'borne and cost differ by ' || (
    share_fen * participants + case_cap_fen + year_cap_fen + no_participants_fen + run_off_fen
    - payouts_fen - fees_fen - shortfall_fen - carry_out_fen + carry_in_fen) || ' fen' as detail
from periods
where status = 'settled' and share_fen * participants + case_cap_fen + year_cap_fen + no_participants_fen + run_off_fen
  is distinct from payouts_fen + fees_fen + shortfall_fen + carry_out_fen - carry_in_fen
