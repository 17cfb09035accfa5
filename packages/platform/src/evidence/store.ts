import type { FileRecord, MediaType, Role } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { deleteFactsOf } from './file-facts/store.ts'
import type { ReviewersCopy } from './inspect-file.ts'

/** What is kept of a file in the clear: enough for lists, nothing of its content. */
export interface StoredEvidence {
  readonly evidenceId: string
  readonly claimId: string
  readonly eventId: string
  readonly uploadedByPersonId: bigint
  readonly mediaType: MediaType
  readonly byteLength: number
  readonly pages: number
  readonly copyMediaType: ReviewersCopy['mediaType']
  readonly recordedAt: Temporal.Instant
  /** What only the claim's key opens; null after the claimant's data was erased. */
  readonly sealed: SealedParts | null
}

export interface SealedParts {
  readonly sha256Lookup: Buffer
  readonly salt: Buffer
  readonly name: Buffer
  readonly hashes: Buffer
  readonly originalRef: string
  readonly copyRef: string
}

interface EvidenceRow {
  evidence_id: string
  claim_id: string
  event_id: string
  uploaded_by: bigint
  media_type: MediaType
  byte_length: number
  page_count: number
  copy_media_type: ReviewersCopy['mediaType']
  recorded_at: Temporal.Instant
  sha256_lookup: Buffer | null
  salt: Buffer | null
  name_sealed: Buffer | null
  hashes_sealed: Buffer | null
  original_ref: string | null
  copy_ref: string | null
}

function storedEvidence(row: EvidenceRow): StoredEvidence {
  const erased = row.original_ref === null
  return {
    evidenceId: row.evidence_id,
    claimId: row.claim_id,
    eventId: row.event_id,
    uploadedByPersonId: row.uploaded_by,
    mediaType: row.media_type,
    byteLength: row.byte_length,
    pages: row.page_count,
    copyMediaType: row.copy_media_type,
    recordedAt: row.recorded_at,
    sealed: erased
      ? null
      : {
          sha256Lookup: row.sha256_lookup!,
          salt: row.salt!,
          name: row.name_sealed!,
          hashes: row.hashes_sealed!,
          originalRef: row.original_ref!,
          copyRef: row.copy_ref!,
        },
  }
}

/** Changes no row where the claim holds the same bytes already. */
export function insertEvidence(
  record: FileRecord,
  sealed: SealedParts,
  written: { readonly eventId: string; readonly now: Temporal.Instant },
): Write {
  return sql`
    insert into evidence (evidence_id, claim_id, event_id, uploaded_by, media_type, byte_length, page_count,
      copy_media_type, sha256_lookup, salt, name_sealed, hashes_sealed, original_ref, copy_ref, recorded_at)
    values (${record.evidenceId}, ${record.claimId}, ${written.eventId}, ${record.uploadedByPersonId},
      ${record.mediaType}, ${record.byteLength}, ${record.pages}, ${record.copyMediaType}, ${sealed.sha256Lookup},
      ${sealed.salt}, ${sealed.name}, ${sealed.hashes}, ${sealed.originalRef}, ${sealed.copyRef}, ${written.now})
    on conflict (claim_id, sha256_lookup) do nothing`
}

export async function findEvidence(reader: Reader, evidenceId: string): Promise<StoredEvidence | null> {
  const { rows } = await sql<EvidenceRow>`select * from evidence where evidence_id = ${evidenceId}`.execute(reader)
  return rows[0] ? storedEvidence(rows[0]) : null
}

/** The id of an evidence that is not erased, for a statement that adds to it: nobody erases it until the transaction ends. */
export function unerased(evidenceId: string): Write {
  return sql`select evidence_id from evidence where evidence_id = ${evidenceId} and erased_at is null for share`
}

/** As `findEvidence`, and nobody changes the row until the transaction ends. */
export async function lockEvidence(reader: Reader, evidenceId: string): Promise<StoredEvidence | null> {
  const { rows } = await sql<EvidenceRow>`
    select * from evidence where evidence_id = ${evidenceId} for share`.execute(reader)
  return rows[0] ? storedEvidence(rows[0]) : null
}

/** What the entry of an evidence says on the log: the case, the plan that it was under, the commitment to the file. */
export async function caseAndCommitmentOf(
  reader: Reader,
  { eventId }: StoredEvidence,
): Promise<{ readonly subject: string; readonly plan: string | null; readonly sha256Commitment: string }> {
  const { rows } = await sql<{ subject: string; plan: string | null; commitment: string }>`
    select subject, entry::jsonb ->> 'plan' as plan, entry::jsonb -> 'facts' ->> 'sha256Commitment' as commitment
    from journal_events where event_id = ${eventId}`.execute(reader)
  const { subject, plan, commitment } = rows[0]!
  return { subject, plan, sha256Commitment: commitment }
}

/** The files of a claim, in the order in which they came. */
export async function evidenceOf(reader: Reader, claimId: string): Promise<readonly StoredEvidence[]> {
  const { rows } = await sql<EvidenceRow>`
    select * from evidence where claim_id = ${claimId} order by recorded_at, evidence_id`.execute(reader)
  return rows.map(storedEvidence)
}

/** An `evidence-added` entry with the row that it speaks of; null where that row is gone. */
export interface LoggedEvidence {
  readonly eventNo: bigint
  readonly leafIndex: number | null
  readonly subject: string
  readonly sha256Commitment: string | null
  readonly evidence: StoredEvidence | null
}

/** At most `most` entries that say that evidence was added, in the order of the journal, after `after`. */
export async function loggedEvidence(reader: Reader, after: bigint, most: number): Promise<readonly LoggedEvidence[]> {
  const { rows } = await sql<
    EvidenceRow & { event_no: bigint; leaf_index: bigint | null; subject: string; commitment: string | null }
  >`
    select e.event_no, l.leaf_index, e.subject, e.entry::jsonb -> 'facts' ->> 'sha256Commitment' as commitment, v.*
    from journal_events e
      left join log_leaves l on l.event_no = e.event_no
      left join evidence v on v.event_id = e.event_id
    where e.kind = 'evidence-added' and e.event_no > ${after}
    order by e.event_no limit ${most}`.execute(reader)
  return rows.map((row) => ({
    eventNo: row.event_no,
    leafIndex: row.leaf_index === null ? null : Number(row.leaf_index),
    subject: row.subject,
    sha256Commitment: row.commitment,
    evidence: row.evidence_id === null ? null : storedEvidence(row),
  }))
}

export async function countEvidence(reader: Reader): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from evidence`.execute(reader)
  return Number(rows[0]!.count)
}

/** The first row whose event says something else than that evidence was added: somebody put it there. */
export async function strayEvidence(reader: Reader): Promise<string | null> {
  const { rows } = await sql<{ evidence_id: string }>`
    select evidence_id from evidence v
    where not exists (select from journal_events e where e.event_id = v.event_id and e.kind = 'evidence-added')
    order by recorded_at limit 1`.execute(reader)
  return rows[0]?.evidence_id ?? null
}

/** The same bytes in other claims: a document that serves two cases. */
export interface SameFile {
  readonly evidenceId: string
  readonly otherEvidenceId: string
  readonly otherClaimId: string
}

/** Which files of a claim are, byte for byte, files of other claims too. A reviewer sees this; claimants don't. */
export async function sameFilesElsewhere(reader: Reader, claimId: string): Promise<readonly SameFile[]> {
  const { rows } = await sql<{ evidence_id: string; other_evidence_id: string; other_claim_id: string }>`
    select own.evidence_id, other.evidence_id as other_evidence_id, other.claim_id as other_claim_id
    from evidence own join evidence other on other.sha256_lookup = own.sha256_lookup and other.claim_id <> own.claim_id
    where own.claim_id = ${claimId} order by own.evidence_id, other.evidence_id`.execute(reader)
  return rows.map((row) => ({
    evidenceId: row.evidence_id,
    otherEvidenceId: row.other_evidence_id,
    otherClaimId: row.other_claim_id,
  }))
}

export interface EvidenceView {
  readonly viewerPersonId: bigint
  readonly viewerRole: Role
  readonly shown: 'copy' | 'original' | 'redacted'
  /** Where a redacted page was shown: which. */
  readonly redactedPage: { readonly redactionId: string; readonly page: number } | null
  readonly recordedAt: Temporal.Instant
}

export function insertView(evidenceId: string, view: EvidenceView): Write {
  return sql`
    insert into evidence_views (evidence_id, viewer_person_id, viewer_role, shown, redaction_id, page, recorded_at)
    values (${evidenceId}, ${view.viewerPersonId}, ${view.viewerRole}, ${view.shown},
      ${view.redactedPage?.redactionId ?? null}, ${view.redactedPage?.page ?? null}, ${view.recordedAt})`
}

/** Who looked at a file, in which role and when; oldest first. */
export async function viewsOf(reader: Reader, evidenceId: string): Promise<readonly EvidenceView[]> {
  const { rows } = await sql<{
    viewer_person_id: bigint
    viewer_role: Role
    shown: EvidenceView['shown']
    redaction_id: string | null
    page: number | null
    recorded_at: Temporal.Instant
  }>`
    select viewer_person_id, viewer_role, shown, redaction_id, page, recorded_at from evidence_views
    where evidence_id = ${evidenceId} order by view_no`.execute(reader)
  return rows.map((row) => ({
    viewerPersonId: row.viewer_person_id,
    viewerRole: row.viewer_role,
    shown: row.shown,
    redactedPage: row.redaction_id === null ? null : { redactionId: row.redaction_id, page: row.page! },
    recordedAt: row.recorded_at,
  }))
}

/** Of the given names of files, those that no row knows. */
export async function unknownRefs(reader: Reader, refs: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ ref: string }>`
    select ref from unnest(${[...refs]}::uuid[]) as stored (ref)
    where not exists (select from evidence where original_ref = ref)
      and not exists (select from evidence where copy_ref = ref)
      and not exists (select from redacted_pages where file_ref = ref)
      and not exists (select from upload_parts where file_ref = ref)`.execute(reader)
  return rows.map((row) => row.ref)
}

/**
 * Empties what the rows of a claim say about its files and their redactions. Together with the destruction of the claim's key
 * the files can't be read any more, the commitments on the log say nothing, and the next sweep removes the bytes. In this
 * order: whoever is just redacting holds a lock on the evidence, and their rows are seen by what follows.
 */
export function eraseEvidenceOf(claimId: string, now: Temporal.Instant): readonly Write[] {
  const redactions = sql`select r.redaction_id from redactions r join evidence v using (evidence_id)
    where v.claim_id = ${claimId}`
  return [
    sql`
      update evidence set sha256_lookup = null, salt = null, name_sealed = null, hashes_sealed = null,
        original_ref = null, copy_ref = null, erased_at = ${now}
      where claim_id = ${claimId} and erased_at is null`,
    sql`delete from uploads where claim_id = ${claimId}`,
    ...deleteFactsOf(claimId),
    sql`
      update redacted_pages set file_ref = null, erased_at = ${now}
      where redaction_id in (${redactions}) and erased_at is null`,
    sql`
      update redactions set pages_sealed = null, erased_at = ${now}
      where redaction_id in (${redactions}) and erased_at is null`,
  ]
}
