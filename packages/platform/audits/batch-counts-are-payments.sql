-- What the batches of a period say was collected and failed is what stands in the subsidiary ledger, debit by debit.
with said as (
  select period_id, sum(collected_count) as collected, sum(failed_count) as failed
  from collection_batches group by period_id),
kept as (
  select period_id,
    (select count(*) from charge_payments p where p.period_id = k.period_id and p.method = 'debit') as collected,
    (select count(*) from failed_collections f where f.period_id = k.period_id and f.reason <> 'no-agreement') as failed
  from collections k)
select c.plan_code, c.period_code as record,
  'the batches say ' || coalesce(s.collected, 0) || ' collected and ' || coalesce(s.failed, 0) || ' failed, the rows ' ||
  k.collected || ' and ' || k.failed as detail
from collections c join kept k using (period_id) left join said s using (period_id)
where coalesce(s.collected, 0) <> k.collected or coalesce(s.failed, 0) <> k.failed
