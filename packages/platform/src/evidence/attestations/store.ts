import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'

/** A member's statement on a document of a case, as the platform recorded it. */
export interface StoredAttestation {
  readonly eventId: string
  readonly caseReference: string
  /** Name of the member. */
  readonly attestedBy: string
  readonly document: string
  readonly salt: Uint8Array
  readonly note: string
  /** When the member says it signed. */
  readonly attestedAt: Temporal.Instant
  /** When the platform recorded it: what was uploaded before that, was not attested before. */
  readonly recordedAt: Temporal.Instant
}

export function insertAttestation(attestation: StoredAttestation): Write {
  const { eventId, caseReference, attestedBy, document, salt, note, attestedAt, recordedAt } = attestation
  return sql`
    insert into attestations (event_id, case_reference, attested_by, document, salt, note, attested_at, recorded_at)
    values (${eventId}, ${caseReference}, ${attestedBy}, ${document}, ${Buffer.from(salt)}, ${note}, ${attestedAt},
      ${recordedAt})`
}

/** The attestations of a case, in the order in which they were recorded. */
export async function attestationsOf(reader: Reader, caseReference: string): Promise<readonly StoredAttestation[]> {
  const { rows } = await sql<{
    event_id: string
    case_reference: string
    attested_by: string
    document: string
    salt: Buffer
    note: string
    attested_at: Temporal.Instant
    recorded_at: Temporal.Instant
  }>`select * from attestations where case_reference = ${caseReference} order by recorded_at, event_id`.execute(reader)
  return rows.map((row) => ({
    eventId: row.event_id,
    caseReference: row.case_reference,
    attestedBy: row.attested_by,
    document: row.document,
    salt: row.salt,
    note: row.note,
    attestedAt: row.attested_at,
    recordedAt: row.recorded_at,
  }))
}

/** Of how many of these cases a member attested any document. */
export async function countAttested(reader: Reader, caseReferences: readonly string[]): Promise<number> {
  const { rows } = await sql<{ cases: bigint }>`
    select count(distinct case_reference) as cases from attestations
    where case_reference = any(${[...caseReferences]}::text[])`.execute(reader)
  return Number(rows[0]!.cases)
}

/** A row and its entry of the log that do not say the same, by what they are about; null where there is none. */
export async function changedAttestation(
  reader: Reader,
): Promise<{ readonly record: string; readonly gone: boolean } | null> {
  const { rows } = await sql<{ subject: string; gone: boolean }>`
    select coalesce(e.subject, 'claim/' || a.case_reference) as subject, a.event_id is null as gone
    from (select event_id, subject, entry::jsonb -> 'facts' as facts from journal_events
      where kind = 'document-attested') e full join attestations a using (event_id)
    where a.event_id is null or e.event_id is null or e.subject <> 'claim/' || a.case_reference
      or e.facts ->> 'attestedBy' <> a.attested_by or e.facts ->> 'document' <> a.document
      or (e.facts ->> 'attestedAt')::timestamptz <> a.attested_at
    limit 1`.execute(reader)
  return rows[0] ? { record: `attestation of ${rows[0].subject}`, gone: rows[0].gone } : null
}
