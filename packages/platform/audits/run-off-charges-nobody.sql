-- Once a plan's run-off is announced, no period that the operator has to bear is shared.
select p.plan_code, p.period_code as record, 'is shared in run-off, ' || p.share_fen || ' fen each' as detail
from run_offs r join journal_events e using (event_id)
  join periods p on p.plan_code = r.plan_code and p.sharing_day >= r.no_sharing_from
where p.status = 'settled' and p.settled_at >= e.recorded_at and (p.share_fen <> 0 or not p.borne_by_operator)
