import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform } from '../src/commit/platform.ts'
import { manyOfficers } from './made-up-many-claims.ts'

/** Who holds the other offices. */
export const manyOtherOfficers = { finance: 900_021n, operator: 900_031n, auditor: 900_041n } as const

/**
 * Offices and what those who hold them leave behind, set-based: each step of a claim by an officer, each look at a paper and a sign-in a day are
 * acts of the audit trail. Comes after `addManyClaims`.
 */
export async function addManyOffices(platform: Platform): Promise<void> {
  const { clock, database } = platform
  const offices = {
    reviewer: manyOfficers.reviewers,
    investigator: manyOfficers.investigators,
    ...Object.fromEntries(Object.entries(manyOtherOfficers).map(([role, person]) => [role, [person]])),
  }
  for (const [role, people] of Object.entries(offices)) {
    await sql`
      insert into role_grants (grant_id, person_id, role, granted_at)
      select gen_random_uuid(), id, ${role}, ${clock.now()} from unnest(${[...people]}::bigint[]) id`.execute(database)
  }
  await sql`
    with looked as (
      select viewer_person_id as person_id, viewer_role as role, 'view-evidence' as kind, array['claim/' || case_reference] as about, w.recorded_at
      from evidence_views w join evidence v using (evidence_id) join claims c using (claim_id)),
    taken as (
      select ${manyOfficers.reviewers[0]}::bigint + c.participant_id % 4, actor_role, s.kind, array['claim/' || case_reference], s.recorded_at
      from claim_steps s join claims c using (claim_id) where actor_role = 'reviewer'),
    signed_in as (
      select person_id, role, 'sign-in', array['sign-in/passkey'], ${clock.now()}::timestamptz - n * interval '1 day'
      from role_grants, generate_series(1, 700) n)
    insert into office_acts (person_id, role, kind, about, recorded_at)
    select * from (select * from looked union all select * from taken union all select * from signed_in) acts order by recorded_at`.execute(
    database,
  )
  await sql`
    insert into invitations (invitation_id, code_hash, roles, invited_by, invited_at, expires_at, withdrawn_by, withdrawn_at)
    select gen_random_uuid(), sha256(convert_to(n::text, 'UTF8')), '{reviewer}', ${manyOtherOfficers.operator}::bigint, at, at + interval '3 days',
      ${manyOtherOfficers.operator}::bigint, at + interval '1 day'
    from (select n, ${clock.now()}::timestamptz - n * interval '1 day' as at from generate_series(1, 300) n) made`.execute(
    database,
  )
}

/** A draft of the plan that somebody works on. */
export async function addDraft({ clock, database }: Platform, draft: PlanVersion): Promise<void> {
  const { operator } = manyOtherOfficers
  await sql`
    insert into plan_drafts (draft_id, plan_code, edition, source, begun_by, begun_at, written_by, written_at)
    values (gen_random_uuid(), ${draft.plan}, 1, ${JSON.stringify(draft)}, ${operator}, ${clock.now()}, ${operator}, ${clock.now()})`.execute(
    database,
  )
}
