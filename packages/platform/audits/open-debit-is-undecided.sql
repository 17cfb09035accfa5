-- A debit without a known outcome is neither paid nor failed, was asked for, and not written off: a payer's own try (arrears) may
-- be for a share that was written off before.
with open as (
  select b.batch_key, b.period_id, b.attempt_no, b.phase, b.participant_ids, unnest(b.open_participant_ids) as participant_id
  from collection_batches b where b.resolved_at is null)
select c.plan_code, o.batch_key as record, 'participant ' || o.participant_id || ' is open and decided' as detail
from open o join collections c using (period_id)
where o.participant_id <> all(o.participant_ids)
  or exists (select 1 from charge_payments p where p.period_id = o.period_id and p.participant_id = o.participant_id)
  or (o.phase <> 'arrears'
    and exists (select 1 from charge_write_offs w where w.period_id = o.period_id and w.participant_id = o.participant_id))
  or exists (select 1 from failed_collections f where f.period_id = o.period_id and f.participant_id = o.participant_id
    and f.attempt_no = o.attempt_no)
