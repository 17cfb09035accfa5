import { sql } from 'kysely'
import { newId, type Platform } from '../src/commit/platform.ts'
import { contextOf } from '../src/evidence/sealed-evidence.ts'
import { manyOfficers } from './made-up-many-claims.ts'

export interface ClaimOfMany {
  readonly claimId: string
  readonly key: Uint8Array
  readonly hasFieldWork: boolean
}

/** A paper of each claim with an officer's note on it, and what an investigator recorded; nothing says what is in the paper. */
export async function addPapers({ database, dice, vault }: Platform, claims: readonly ClaimOfMany[]): Promise<void> {
  const papers = claims.map((claim) => ({ ...claim, evidenceId: newId(dice), noteId: newId(dice) }))
  const ids = (of: (paper: (typeof papers)[number]) => string) => papers.map(of)
  const names = papers.map(({ evidenceId, key }) => vault.sealText(key, contextOf(evidenceId, 'name'), '诊断证明.jpg'))
  const hashes = papers.map(({ evidenceId, key }) =>
    vault.sealBytes(key, contextOf(evidenceId, 'hashes'), dice.bytes(64)),
  )
  await sql`
    insert into evidence (evidence_id, claim_id, event_id, uploaded_by, media_type, byte_length, page_count, copy_media_type, sha256_lookup,
      salt, name_sealed, hashes_sealed, original_ref, copy_ref, recorded_at)
    select evidence_id, claim_id, s.event_id, claimant_person_id, 'image/jpeg', 200000, 1, 'image/jpeg',
      sha256(convert_to(evidence_id::text, 'UTF8')), ${dice.bytes(32)}, name_sealed, hashes_sealed, gen_random_uuid(), gen_random_uuid(),
      s.recorded_at
    from unnest(${ids((paper) => paper.evidenceId)}::uuid[], ${ids((paper) => paper.claimId)}::uuid[], ${names}::bytea[],
      ${hashes}::bytea[]) as paper (evidence_id, claim_id, name_sealed, hashes_sealed)
    join claims using (claim_id) join claim_steps s using (claim_id) where s.step_no = 1`.execute(database)
  const notes = papers.map(({ key, noteId }) => vault.sealText(key, `evidence-note:${noteId}`, '盖章清楚。'))
  await sql`
    insert into evidence_notes (note_id, claim_id, evidence_id, page, x, y, author_person_id, recorded_at, sealed)
    select note_id, v.claim_id, evidence_id, 1, 0.5, 0.5, ${manyOfficers.reviewers[0]}::bigint, v.recorded_at, sealed
    from unnest(${ids((paper) => paper.noteId)}::uuid[], ${ids((paper) => paper.evidenceId)}::uuid[], ${notes}::bytea[])
      as note (note_id, evidence_id, sealed)
    join evidence v using (evidence_id)`.execute(database)
  const visits = claims
    .filter(({ hasFieldWork }) => hasFieldWork)
    .map(({ claimId, key }) => {
      const recordId = newId(dice)
      return { claimId, recordId, sealed: vault.sealText(key, `field-record:${recordId}`, '与主治医生谈过。') }
    })
  await sql`
    insert into field_records (record_id, claim_id, kind, happened_on, author_person_id, recorded_at, sealed)
    select record_id, claim_id, 'visit', c.filed_on, c.investigator_person_id, c.status_since, sealed
    from unnest(${visits.map(({ recordId }) => recordId)}::uuid[], ${visits.map(({ claimId }) => claimId)}::uuid[],
      ${visits.map(({ sealed }) => sealed)}::bytea[]) as visit (record_id, claim_id, sealed)
    join claims c using (claim_id)`.execute(database)
}
