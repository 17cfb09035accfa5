import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** What is kept of a redaction in the clear. */
export interface StoredRedaction {
  readonly redactionId: string
  readonly evidenceId: string
  readonly claimId: string
  readonly eventId: string
  readonly redactedByPersonId: bigint
  readonly recordedAt: Temporal.Instant
  /** The commitment to the original that its `evidence-added` entry holds: shown beside the redacted pages. */
  readonly originalCommitment: string
  /** Numbers of the pages that are shown, ascending. */
  readonly pages: readonly number[]
  /** What only the claim's key opens; null after the claimant's data was erased. */
  readonly pagesSealed: Buffer | null
}

interface RedactionRow {
  redaction_id: string
  evidence_id: string
  claim_id: string
  event_id: string
  redacted_by: bigint
  recorded_at: Temporal.Instant
  original_commitment: string
  pages: number[]
  pages_sealed: Buffer | null
}

const selected = sql`
  select r.*, v.claim_id, e.entry::jsonb -> 'facts' ->> 'sha256Commitment' as original_commitment,
    array(select page from redacted_pages p where p.redaction_id = r.redaction_id order by page) as pages
  from redactions r join evidence v using (evidence_id) join journal_events e on e.event_id = v.event_id`

function storedRedaction(row: RedactionRow): StoredRedaction {
  return {
    redactionId: row.redaction_id,
    evidenceId: row.evidence_id,
    claimId: row.claim_id,
    eventId: row.event_id,
    redactedByPersonId: row.redacted_by,
    recordedAt: row.recorded_at,
    originalCommitment: row.original_commitment,
    pages: row.pages,
    pagesSealed: row.pages_sealed,
  }
}

/** The redactions of a claim's papers, oldest first: of two of the same paper the later one counts. */
export async function redactionsOf(reader: Reader, claimId: string): Promise<readonly StoredRedaction[]> {
  const { rows } = await sql<RedactionRow>`
    ${selected} where v.claim_id = ${claimId} order by r.recorded_at, r.redaction_id`.execute(reader)
  return rows.map(storedRedaction)
}

export async function findRedaction(reader: Reader, redactionId: string): Promise<StoredRedaction | null> {
  const { rows } = await sql<RedactionRow>`${selected} where r.redaction_id = ${redactionId}`.execute(reader)
  return rows[0] ? storedRedaction(rows[0]) : null
}

/** The redactions whose entries are among the given events. */
export async function redactionsOfEvents(
  reader: Reader,
  eventIds: readonly string[],
): Promise<readonly StoredRedaction[]> {
  const { rows } = await sql<RedactionRow>`
    ${selected} where r.event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
  return rows.map(storedRedaction)
}

/** At most `most` redactions after `after`, in the order of their ids. */
export async function redactionsAfter(
  reader: Reader,
  after: string | null,
  most: number,
): Promise<readonly StoredRedaction[]> {
  const { rows } = await sql<RedactionRow>`
    ${selected} where ${after}::uuid is null or r.redaction_id > ${after}::uuid
    order by r.redaction_id limit ${most}`.execute(reader)
  return rows.map(storedRedaction)
}

export async function countRedactions(reader: Reader): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from redactions`.execute(reader)
  return Number(rows[0]!.count)
}

/** Under what names the sealed pictures of a redaction lie in the file store, by page; empty after erasure. */
export async function refsOfRedaction(reader: Reader, redactionId: string): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ page: number; file_ref: string }>`
    select page, file_ref from redacted_pages where redaction_id = ${redactionId} and file_ref is not null
    order by page`.execute(reader)
  return new Map(rows.map((row) => [row.page, row.file_ref]))
}

/**
 * The first redaction that its entry does not speak of: none, one of another kind, of another case or time, or one that
 * names another original or number of pages.
 */
export async function strayRedaction(reader: Reader): Promise<string | null> {
  const { rows } = await sql<{ redaction_id: string }>`
    select redaction_id
    from redactions r join evidence v using (evidence_id) join journal_events added on added.event_id = v.event_id
      left join journal_events e on e.event_id = r.event_id
    where e.event_id is null or e.kind <> 'evidence-redacted' or e.subject <> added.subject
      or e.recorded_at <> r.recorded_at
      or e.entry::jsonb -> 'facts' ->> 'original'
        is distinct from added.entry::jsonb -> 'facts' ->> 'sha256Commitment'
      or (e.entry::jsonb -> 'facts' ->> 'pages')::bigint
        is distinct from (select count(*) from redacted_pages p where p.redaction_id = r.redaction_id)
    order by r.recorded_at, redaction_id limit 1`.execute(reader)
  return rows[0]?.redaction_id ?? null
}

/** A redaction and the names of its sealed pictures, by page. */
export function insertRedaction(
  redaction: {
    readonly redactionId: string
    readonly evidenceId: string
    readonly redactedByPersonId: bigint
    readonly pagesSealed: Uint8Array
    readonly refs: ReadonlyMap<number, string>
  },
  written: { readonly eventId: string; readonly now: Temporal.Instant },
): readonly Write[] {
  const { redactionId, evidenceId, redactedByPersonId, pagesSealed, refs } = redaction
  return [
    sql`
      insert into redactions (redaction_id, evidence_id, event_id, redacted_by, pages_sealed, recorded_at)
      values (${redactionId}, ${evidenceId}, ${written.eventId}, ${redactedByPersonId}, ${Buffer.from(pagesSealed)},
        ${written.now})`,
    sql`
      insert into redacted_pages (redaction_id, page, file_ref)
      select ${redactionId}, page, file_ref
      from unnest(${[...refs.keys()]}::int[], ${[...refs.values()]}::uuid[]) as shown (page, file_ref)`,
  ]
}
