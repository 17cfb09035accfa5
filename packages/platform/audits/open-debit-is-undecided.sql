-- A debit without a known outcome is neither paid nor failed, was asked for, and not written off: a payer's own try (arrears) may
-- be for a share that was written off before.
with open as (
  select b.batch_key, b.period_id, b.attempt_no, b.phase, b.participant_ids, unnest(b.open_participant_ids) as participant_id
  from collection_batches b where b.resolved_at is null),
decided as (
  select period_id, batch_key, participant_id from open where participant_id <> all(participant_ids)
  union
  select o.period_id, o.batch_key, o.participant_id from open o join charge_payments p using (period_id, participant_id)
  union
  select o.period_id, o.batch_key, o.participant_id from open o join charge_write_offs w using (period_id, participant_id)
  where o.phase <> 'arrears'
  union
  select o.period_id, o.batch_key, o.participant_id
  from open o join failed_collections f using (period_id, participant_id, attempt_no))
select c.plan_code, o.batch_key as record, 'participant ' || o.participant_id || ' is open and decided' as detail
from decided o join collections c using (period_id)
