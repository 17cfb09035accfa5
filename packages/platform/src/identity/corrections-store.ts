import type { CorrectedField, IdentityFacts } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { contextsOf, documentHash, personSubject, phoneHash } from './people-store.ts'
import { openSubjectKey } from './subject-keys.ts'

/** What stood there, what stands there now, and why; sealed with the person's key. */
export interface CorrectionTold {
  readonly before: string | null
  readonly after: string
  readonly reason: string
}

export interface NewCorrection extends CorrectionTold {
  readonly eventId: string
  readonly personId: bigint
  readonly field: CorrectedField
  readonly correctedBy: bigint | null
}

const correctionContext = (personId: bigint, eventId: string) => `${personSubject(personId)}:correction:${eventId}`

export function insertCorrection(
  { vault }: Platform,
  subjectKey: Uint8Array,
  { correctedBy, eventId, field, personId, ...told }: NewCorrection,
  now: Temporal.Instant,
): Write {
  const { after, before, reason } = told
  const text = JSON.stringify({ before, after, reason } satisfies CorrectionTold)
  const sealed = Buffer.from(vault.sealText(subjectKey, correctionContext(personId, eventId), text))
  return sql`
    insert into person_corrections (event_id, person_id, field, sealed_correction, corrected_by, recorded_at)
    values (${eventId}, ${personId}, ${field}, ${sealed}, ${correctedBy}, ${now})`
}

/** The corrections of a person's record, newest first. */
export async function correctionsOf(platform: Platform, reader: Reader, personId: bigint) {
  const { rows } = await sql<{
    event_id: string
    field: CorrectedField
    sealed_correction: Buffer
    corrected_by: bigint | null
    recorded_at: Temporal.Instant
  }>`
    select event_id, field, sealed_correction, corrected_by, recorded_at from person_corrections
    where person_id = ${personId} order by recorded_at desc`.execute(reader)
  if (rows.length === 0) return []
  const subjectKey = await openSubjectKey(platform, reader, personSubject(personId))
  return rows.map((row) => {
    const text = platform.vault.openText(subjectKey, correctionContext(personId, row.event_id), row.sealed_correction)
    const { after, before, reason } = JSON.parse(text) as CorrectionTold
    const by = row.corrected_by?.toString() ?? null
    return { field: row.field, before, after, reason, by, at: row.recorded_at.toString() }
  })
}

export function correctName({ vault }: Platform, subjectKey: Uint8Array, personId: bigint, name: string): Write {
  const sealed = Buffer.from(vault.sealText(subjectKey, contextsOf(personId).name, name))
  return sql`update people set sealed_name = ${sealed} where person_id = ${personId}`
}

/** Another number to sign in by. The unique key of `people` refuses one that somebody else has (PostgreSQL's 23505). */
export function correctPhone(platform: Platform, subjectKey: Uint8Array, personId: bigint, phoneNumber: string): Write {
  const sealed = Buffer.from(platform.vault.sealText(subjectKey, contextsOf(personId).phone, phoneNumber))
  return sql`
    update people set phone_hash = ${phoneHash(platform, phoneNumber)}, sealed_phone = ${sealed}
    where person_id = ${personId}`
}

/** Another number of the one document of a person, of the same day of birth. The primary key refuses one that somebody else has shown. */
export function correctDocument(
  platform: Platform,
  subjectKey: Uint8Array,
  personId: bigint,
  identity: IdentityFacts,
): readonly Write[] {
  const sealed = Buffer.from(platform.vault.sealText(subjectKey, contextsOf(personId).document, identity.number))
  return [
    sql`
      update identity_documents set document_hash = ${documentHash(platform, identity)}, kind = ${identity.kind},
        sealed_number = ${sealed}
      where person_id = ${personId}`,
    sql`update people set sex = ${identity.sex}, region = ${identity.region} where person_id = ${personId}`,
  ]
}
