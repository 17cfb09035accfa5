-- The cases of a settled period add up to its payouts, fees and cap per case, and there are as many as it says.
select p.plan_code, p.period_code as record, 'its cases add up to something else' as detail
from periods p
  left join lateral (
    select count(*) as cases, coalesce(sum(payout_fen), 0) as payouts, coalesce(sum(fee_fen), 0) as fees,
      coalesce(sum(operator_fen), 0) as above_cap
    from period_cases c where c.period_id = p.period_id) c on true
where p.status = 'settled'
  and (c.cases, c.payouts, c.fees, c.above_cap)
    is distinct from (p.case_count::bigint, p.payouts_fen::numeric, p.fees_fen::numeric, p.case_cap_fen::numeric)
