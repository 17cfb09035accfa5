import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

export type DataRequestKind = 'copy' | 'deletion'

export function insertDataRequest(
  requestId: string,
  personId: bigint,
  kind: DataRequestKind,
  now: Temporal.Instant,
): Write {
  return sql`
    insert into data_requests (request_id, person_id, kind, requested_at)
    values (${requestId}, ${personId}, ${kind}, ${now})`
}

/** Copies that a person has asked for since a moment. */
export async function countCopies(reader: Reader, personId: bigint, since: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from data_requests
    where person_id = ${personId} and kind = 'copy' and requested_at > ${since}`.execute(reader)
  return rows[0]!.count
}

/** Takes turns with whatever else locks this person; false where their data was deleted already. */
export async function lockPerson(reader: Reader, subject: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select wrapped_key is not null as there from subject_keys where subject = ${subject} for update`.execute(reader)
  return rows[0]?.there ?? false
}

/** Offices, sessions, passkeys and requests of a person, as they are shown to them. */
export async function signInsOf(reader: Reader, personId: bigint) {
  const [offices, sessions, passkeys, requests] = await Promise.all([
    sql<object>`
      select role, granted_at as "grantedAt", revoked_at as "revokedAt" from role_grants
      where person_id = ${personId} order by granted_at`.execute(reader),
    sql<object>`
      select method, began_at as "beganAt", expires_at as "expiresAt", ended_at as "endedAt" from sessions
      where person_id = ${personId} order by began_at`.execute(reader),
    sql<object>`
      select credential_id as "credentialId", transports, recorded_at as "recordedAt", last_used_at as "lastUsedAt"
      from passkeys where person_id = ${personId} order by recorded_at`.execute(reader),
    sql<object>`
      select kind, requested_at as "requestedAt" from data_requests
      where person_id = ${personId} order by requested_at`.execute(reader),
  ])
  return { offices: offices.rows, sessions: sessions.rows, passkeys: passkeys.rows, dataRequests: requests.rows }
}

/** The kinds of a person's documents, with when they were shown. */
export async function documentsOf(reader: Reader, personId: bigint) {
  const { rows } = await sql<{ kind: string; recordedAt: Temporal.Instant }>`
    select kind, recorded_at as "recordedAt" from identity_documents where person_id = ${personId}`.execute(reader)
  return rows
}

export async function holdsOffice(reader: Reader, personId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from role_grants where person_id = ${personId} and revoked_at is null and role <> 'juror' limit 1`.execute(
    reader,
  )
  return rows.length > 0
}

/**
 * Forgets who a person is and by what they sign in. The row of the person stays, empty, because the books and the log speak of its number.
 * Sealed names and numbers go together with the key, so that nothing unreadable is kept either.
 */
export function forgetPerson(personId: bigint, now: Temporal.Instant): readonly Write[] {
  return [
    sql`
      delete from sign_in_codes where phone_hash = (select phone_hash from people where person_id = ${personId})`,
    sql`delete from passkeys where person_id = ${personId}`,
    sql`delete from passkey_challenges where person_id = ${personId}`,
    sql`update sessions set ended_at = ${now} where person_id = ${personId} and ended_at is null`,
    sql`delete from person_corrections where person_id = ${personId}`,
    sql`delete from identity_documents where person_id = ${personId}`,
    sql`
      update people set sealed_name = null, birth_date = null, sex = null, region = null, phone_hash = null,
        sealed_phone = null
      where person_id = ${personId}`,
  ]
}
