import { sql } from 'kysely'
import type { Finding, StateCheck } from '../journal/index.ts'

/** Every announced end of a plan is as its entry states, and every end that an entry states is there. */
export const runOffsAsLogged: StateCheck = {
  name: 'run-offs',
  run: async (_platform, reader) => {
    const { rows } = await sql<{ plan_code: string | null; subject: string | null; same: boolean | null }>`
      select r.plan_code, e.subject,
        e.subject = 'plan/' || r.plan_code and e.entry::jsonb -> 'facts' @> jsonb_build_object(
          'announcedOn', r.announced_on::text, 'coverEndsOn', r.cover_ends_on::text,
          'noSharingFrom', r.no_sharing_from::text, 'reason', r.reason) as same
      from run_offs r
      full join (select * from journal_events where kind = 'run-off-announced') e on e.event_id = r.event_id
      order by coalesce(r.plan_code, e.subject)`.execute(reader)
    for (const { plan_code, subject, same } of rows) {
      if (plan_code === null) return found('removed', `run-off of ${subject}`, 'the log says that it was announced')
      const record = `run-off of plan ${plan_code}`
      if (subject === null) return found('added', record, 'no entry of the log accounts for it (run_offs)')
      if (!same) return found('changed', record, 'its days or its reason are not those of its entry')
    }
    return null
  },
}

/** Every period has the days under which its publicity was logged. */
export const periodsAsLogged: StateCheck = {
  name: 'period days',
  run: async (_platform, reader) => {
    const { rows } = await sql<{ subject: string; stored: boolean; same: boolean | null }>`
      with published as (select subject, entry::jsonb as entry from journal_events where kind = 'period-published')
      select coalesce(e.subject, 'period/' || p.plan_code || '/' || p.period_code) as subject,
        p.plan_code is not null as stored,
        e.entry -> 'facts' @> jsonb_build_object('publicityDay', p.publicity_day::text,
          'sharingDay', p.sharing_day::text, 'objectionsUntil', p.objections_until::text)
          and e.entry ->> 'plan' = p.plan_code || '@' || p.plan_version as same
      from published e full join periods p on e.subject = 'period/' || p.plan_code || '/' || p.period_code
      order by 1`.execute(reader)
    for (const { subject, stored, same } of rows) {
      if (!stored) return found('removed', subject, 'the log says that it was published')
      if (same === null) return found('added', subject, 'no entry of the log says that it was published')
      if (!same) return found('changed', subject, 'its days or its plan version are not those of its entry')
    }
    return null
  },
}

const found = (problem: Finding['problem'], record: string, detail: string): Finding => ({
  problem,
  record,
  detail,
  leafIndex: null,
})
