import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'

/** What becomes a version when it is adopted. */
export interface PlanDraft {
  readonly draftId: string
  readonly planCode: string
  /** From 1, counted up by each saving. */
  readonly edition: number
  /** The plan file as it was written; always a sound one. */
  readonly source: string
  readonly begunBy: bigint
  readonly begunAt: Temporal.Instant
  /** Who saved it last. */
  readonly writtenBy: bigint
  readonly writtenAt: Temporal.Instant
}

interface DraftRow {
  draft_id: string
  plan_code: string
  edition: number
  source: string
  begun_by: bigint
  begun_at: Temporal.Instant
  written_by: bigint
  written_at: Temporal.Instant
}

function draftOf(row: DraftRow): PlanDraft {
  return {
    draftId: row.draft_id,
    planCode: row.plan_code,
    edition: row.edition,
    source: row.source,
    begunBy: row.begun_by,
    begunAt: row.begun_at,
    writtenBy: row.written_by,
    writtenAt: row.written_at,
  }
}

/** All drafts, by plan and age. */
export async function listDrafts(reader: Reader): Promise<readonly PlanDraft[]> {
  const { rows } = await sql<DraftRow>`
    select * from plan_drafts order by plan_code, begun_at, draft_id`.execute(reader)
  return rows.map(draftOf)
}

/** A draft, locked until the transaction ends where `lock` is set; null where it was never begun, was adopted or discarded. */
export async function loadDraft(
  reader: Reader,
  draftId: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<PlanDraft | null> {
  const { rows } = await sql<DraftRow>`
    select * from plan_drafts where draft_id = ${draftId} ${lock ? sql`for update` : sql``}`.execute(reader)
  return rows[0] ? draftOf(rows[0]) : null
}

/** Until the transaction ends nobody else begins a draft. */
export async function takeTurnsBeginning(reader: Reader): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('plan_drafts', 0))`.execute(reader)
}

export function insertDraft(draft: PlanDraft): Write {
  return sql`
    insert into plan_drafts (draft_id, plan_code, edition, source, begun_by, begun_at, written_by, written_at)
    values (${draft.draftId}, ${draft.planCode}, ${draft.edition}, ${draft.source}, ${draft.begunBy}, ${draft.begunAt},
      ${draft.writtenBy}, ${draft.writtenAt})`
}

/** The next edition of a draft. */
export function updateDraft(draftId: string, source: string, writtenBy: bigint, now: Temporal.Instant): Write {
  return sql`
    update plan_drafts set edition = edition + 1, source = ${source}, written_by = ${writtenBy}, written_at = ${now}
    where draft_id = ${draftId}`
}

export function deleteDraft(draftId: string): Write {
  return sql`delete from plan_drafts where draft_id = ${draftId}`
}
