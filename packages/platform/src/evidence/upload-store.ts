import type { UploadStanding } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** An upload in parts, as far as it has come. */
export interface StoredUpload extends UploadStanding {
  readonly uploadId: string
  readonly claimId: string
  readonly personId: bigint
  readonly declaredSealed: Buffer
  readonly expiresAt: Temporal.Instant
}

interface UploadRow {
  upload_id: string
  claim_id: string
  person_id: bigint
  byte_length: number
  declared_sealed: Buffer
  expires_at: Temporal.Instant
  finished_at: Temporal.Instant | null
  received: bigint
}

/** The upload of a person that has not expired, locked until the transaction ends where `lock` is set; null where there is none. */
export async function findUpload(
  reader: Reader,
  wanted: { readonly uploadId: string; readonly personId: bigint; readonly now: Temporal.Instant },
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredUpload | null> {
  const { now, personId, uploadId } = wanted
  if (lock) await sql`select 1 from uploads where upload_id = ${uploadId} for update`.execute(reader)
  const { rows } = await sql<UploadRow>`
    select u.*, (select coalesce(sum(p.byte_length), 0) from upload_parts p where p.upload_id = u.upload_id) as received
    from uploads u where u.upload_id = ${uploadId} and u.person_id = ${personId} and u.expires_at > ${now}`.execute(
    reader,
  )
  const row = rows[0]
  if (!row) return null
  const finished = row.finished_at !== null
  return {
    uploadId: row.upload_id,
    claimId: row.claim_id,
    personId: row.person_id,
    byteLength: row.byte_length,
    // The parts of a finished upload are gone.
    receivedBytes: finished ? row.byte_length : Number(row.received),
    finished,
    declaredSealed: row.declared_sealed,
    expiresAt: row.expires_at,
  }
}

export async function openUploads(reader: Reader, claimId: string, now: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) from uploads
    where claim_id = ${claimId} and finished_at is null and expires_at > ${now}`.execute(reader)
  return Number(rows[0]!.count)
}

/** Names of the files that hold the parts, in order, each with the byte at which it begins. */
export async function partsOf(reader: Reader, uploadId: string) {
  const { rows } = await sql<{ at_byte: number; file_ref: string }>`
    select at_byte, file_ref from upload_parts where upload_id = ${uploadId} order by at_byte`.execute(reader)
  return rows.map((row) => ({ offset: row.at_byte, ref: row.file_ref }))
}

export async function hasExpiredUploads(reader: Reader, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from uploads where expires_at <= ${now} limit 1`.execute(reader)
  return rows.length > 0
}

export function insertUpload(
  upload: Pick<StoredUpload, 'uploadId' | 'claimId' | 'personId' | 'byteLength' | 'declaredSealed' | 'expiresAt'>,
  now: Temporal.Instant,
): Write {
  const { byteLength, claimId, declaredSealed, expiresAt, personId, uploadId } = upload
  return sql`
    insert into uploads (upload_id, claim_id, person_id, byte_length, declared_sealed, begun_at, expires_at)
    values (${uploadId}, ${claimId}, ${personId}, ${byteLength}, ${declaredSealed}, ${now}, ${expiresAt})`
}

export function insertPart(
  uploadId: string,
  part: { readonly offset: number; readonly byteLength: number; readonly ref: string },
): Write {
  return sql`
    insert into upload_parts (upload_id, at_byte, byte_length, file_ref)
    values (${uploadId}, ${part.offset}, ${part.byteLength}, ${part.ref})`
}

/** Its parts have become evidence. The row stays until it expires, so that who asks again is told so. */
export function finishUpload(uploadId: string, now: Temporal.Instant): readonly Write[] {
  return [
    sql`delete from upload_parts where upload_id = ${uploadId}`,
    sql`update uploads set finished_at = ${now} where upload_id = ${uploadId}`,
  ]
}

/** The sweep removes the files that no row knows then. */
export function deleteUpload(uploadId: string): Write {
  return sql`delete from uploads where upload_id = ${uploadId}`
}

export function deleteExpiredUploads(now: Temporal.Instant): Write {
  return sql`delete from uploads where expires_at <= ${now}`
}
