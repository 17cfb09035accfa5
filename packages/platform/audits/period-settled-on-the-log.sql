-- A settled period and its entry name each other, and the entry states the period's figures.
select p.plan_code, p.period_code as record, 'its entry is missing or says something else' as detail
from periods p left join journal_events e on e.event_id = p.settled_event_id
where p.status = 'settled' and (
  e.kind is distinct from 'period-settled'
  or e.subject <> 'period/' || p.plan_code || '/' || p.period_code
  or e.entry::jsonb -> 'facts' ->> 'shareFen' is distinct from p.share_fen::text
  or e.entry::jsonb -> 'facts' ->> 'participants' is distinct from p.participants::text
  or e.entry::jsonb -> 'facts' ->> 'payoutsFen' is distinct from p.payouts_fen::text
  or e.entry::jsonb -> 'facts' ->> 'carryOutFen' is distinct from p.carry_out_fen::text)
union all
select split_part(e.subject, '/', 2), split_part(e.subject, '/', 3), 'settled on the log, not in the periods'
from journal_events e
where e.kind = 'period-settled' and not exists (select 1 from periods p where p.settled_event_id = e.event_id)
