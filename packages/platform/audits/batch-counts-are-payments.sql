-- What the batches of a period say was collected and failed is what stands in the subsidiary ledger, debit by debit.
with said as (
  select period_id, sum(collected_count) as collected, sum(failed_count) as failed
  from collection_batches group by period_id),
paid as (select period_id, count(*) as collected from charge_payments where method = 'debit' group by period_id),
refused as (select period_id, count(*) as failed from failed_collections where reason <> 'no-agreement' group by period_id),
kept as (
  select period_id, coalesce(p.collected, 0) as collected, coalesce(r.failed, 0) as failed
  from collections left join paid p using (period_id) left join refused r using (period_id))
select c.plan_code, c.period_code as record,
  'the batches say ' || coalesce(s.collected, 0) || ' collected and ' || coalesce(s.failed, 0) || ' failed, the rows ' ||
  k.collected || ' and ' || k.failed as detail
from collections c join kept k using (period_id) left join said s using (period_id)
where coalesce(s.collected, 0) <> k.collected or coalesce(s.failed, 0) <> k.failed
