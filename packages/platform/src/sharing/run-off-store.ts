import type { AnnouncedRunOff } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** The announced end of a plan; null where none is. */
export async function loadRunOff(reader: Reader, planCode: string): Promise<AnnouncedRunOff | null> {
  const { rows } = await sql<{
    announced_on: Temporal.PlainDate
    cover_ends_on: Temporal.PlainDate
    no_sharing_from: Temporal.PlainDate
  }>`select announced_on, cover_ends_on, no_sharing_from from run_offs where plan_code = ${planCode}`.execute(reader)
  const row = rows[0]
  return row
    ? { announcedOn: row.announced_on, coverEndsOn: row.cover_ends_on, noSharingFrom: row.no_sharing_from }
    : null
}

/** Changes no row where an end was announced already. */
export function insertRunOff(
  planCode: string,
  runOff: AnnouncedRunOff,
  reason: 'operator' | 'below-minimum',
  eventId: string,
): Write {
  return sql`
    insert into run_offs (plan_code, announced_on, cover_ends_on, no_sharing_from, reason, event_id)
    values (${planCode}, ${runOff.announcedOn}, ${runOff.coverEndsOn}, ${runOff.noSharingFrom}, ${reason}, ${eventId})
    on conflict (plan_code) do nothing`
}
