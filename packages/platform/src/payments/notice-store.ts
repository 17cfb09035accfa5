import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { Notice } from './gateway.ts'

export function insertNotice(notice: Notice, now: Temporal.Instant): Write {
  return sql`
    insert into gateway_notices (notice_id, kind, subject_key, received_at)
    values (${notice.id}, ${notice.kind}, ${notice.key}, ${now})`
}

/** Notices that nobody has acted on, oldest first. */
export async function unhandledNotices(reader: Reader, limit: number): Promise<readonly Notice[]> {
  const { rows } = await sql<{ notice_id: string; kind: Notice['kind']; subject_key: string }>`
    select notice_id, kind, subject_key from gateway_notices
    where handled_at is null order by received_at, notice_id limit ${limit}`.execute(reader)
  return rows.map((row) => ({ id: row.notice_id, kind: row.kind, key: row.subject_key }))
}

export function markNoticeHandled(noticeId: string, now: Temporal.Instant): Write {
  return sql`update gateway_notices set handled_at = ${now} where notice_id = ${noticeId} and handled_at is null`
}
