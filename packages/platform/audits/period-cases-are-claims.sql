-- A settled or paid claim stands among the cases of its period with the same payout, and the other way round; no claim
-- stays published when its period is settled.
select k.plan_code, k.case_reference as record, 'is ' || k.status || ', and not among the cases of ' || k.period_code as detail
from claims k
where k.status in ('settled', 'paid') and not exists (
  select 1 from periods p join period_cases c using (period_id)
  where p.plan_code = k.plan_code and p.period_code = k.period_code and c.case_reference = k.case_reference
    and c.payout_fen = k.payout_fen)
union all
select p.plan_code, c.case_reference, 'is a case of ' || p.period_code || ', and no claim settled in it'
from period_cases c join periods p using (period_id)
where not exists (
  select 1 from claims k where k.case_reference = c.case_reference and k.plan_code = p.plan_code
    and k.period_code = p.period_code and k.status in ('settled', 'paid'))
union all
select k.plan_code, k.case_reference, 'is still published, and ' || p.period_code || ' is settled'
from claims k join periods p on p.plan_code = k.plan_code and p.period_code = k.period_code
where k.status = 'published' and p.status = 'settled'
