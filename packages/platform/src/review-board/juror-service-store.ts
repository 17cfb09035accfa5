import { countedServices, fullWeight, suspendedAtFaults } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'

/**
 * Records what jurors did in a dispute and brings their weight and standing up to it. `services` is a select of
 * (juror_id, dispute_id, attended, with_majority, control_right, seconds_spent, recorded_at); it is run twice, so it has
 * to give the same rows again. A service that is known already is left as it is. Run the writes in this order. This is
 * core's `weightOf` as SQL over all jurors at once.
 */
export function writeServices(services: Write): readonly Write[] {
  return [insertServices(services), rateJurors(services)]
}

function insertServices(services: Write): Write {
  return sql`
    insert into juror_services
      (juror_id, dispute_id, attended, with_majority, control_right, seconds_spent, recorded_at)
    select s.juror_id, s.dispute_id, s.attended, s.with_majority, s.control_right, s.seconds_spent, s.recorded_at
    from (${services}) s
    on conflict (juror_id, dispute_id) do nothing`
}

function rateJurors(services: Write): Write {
  return sql`
    with ranked as (
      select s.juror_id, s.recorded_at, not s.attended or s.control_right is false as is_fault,
        row_number() over (partition by s.juror_id order by s.recorded_at desc, s.dispute_id desc) as place
      from juror_services s join jurors j on j.juror_id = s.juror_id
      where s.juror_id in (select given.juror_id from (${services}) given)
        and (j.counted_after is null or s.recorded_at > j.counted_after)),
    rated as (
      select juror_id, count(*) filter (where is_fault) as faults, max(recorded_at) as rated_at
      from ranked where place <= ${countedServices}::bigint group by juror_id),
    newly_suspended as (
      insert into juror_suspensions (juror_id, cause, status_before, suspended_at)
      select j.juror_id, 'record', j.status, r.rated_at from rated r join jurors j on j.juror_id = r.juror_id
      where r.faults >= ${suspendedAtFaults}::bigint and j.status <> 'suspended'
      returning juror_id)
    update jurors j set
      weight = greatest(1, ${fullWeight}::integer - r.faults)::smallint,
      status = case when n.juror_id is null then j.status else 'suspended' end,
      status_since = case when n.juror_id is null then j.status_since else r.rated_at end
    from rated r left join newly_suspended n on n.juror_id = r.juror_id
    where j.juror_id = r.juror_id
      and (n.juror_id is not null or j.weight <> greatest(1, ${fullWeight}::integer - r.faults))`
}
