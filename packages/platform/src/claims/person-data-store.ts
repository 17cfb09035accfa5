import { type ClaimStatus, endStatuses } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Counted } from '../commit/old-records.ts'
import type { Reader, Write } from '../commit/platform.ts'

export interface ClaimOfPerson {
  readonly claimId: string
  readonly caseReference: string
  readonly status: ClaimStatus
}

const membershipsOf = (personId: bigint) => sql`select participant_id from participants where person_id = ${personId}`

/** The claims that a person filed, and those about them. */
export async function claimsOfPerson(reader: Reader, personId: bigint): Promise<readonly ClaimOfPerson[]> {
  const { rows } = await sql<{ claim_id: string; case_reference: string; status: ClaimStatus }>`
    select c.claim_id, c.case_reference, c.status from claims c
    where c.claimant_person_id = ${personId} or c.participant_id = any(array(${membershipsOf(personId)}))
    order by c.filed_on, c.case_reference`.execute(reader)
  return rows.map((row) => ({ claimId: row.claim_id, caseReference: row.case_reference, status: row.status }))
}

export async function hasOpenClaim(reader: Reader, personId: bigint): Promise<boolean> {
  const claims = await claimsOfPerson(reader, personId)
  return claims.some(({ status }) => !endStatuses.includes(status))
}

/**
 * Claims (`c`) that ended and that nobody else ever saw or decided by vote: without publicity, dispute and payout. What was published, disputed
 * or paid is the reason for what others paid and voted, so its papers stay sealed.
 */
const nobodyElsesPart = sql`c.status in ('closed', 'withdrawn')
  and not exists (select 1 from published_cases o where o.case_reference = c.case_reference)
  and not exists (
    select 1 from claim_steps s
    where s.claim_id = c.claim_id and s.kind in ('refusal-disputed', 'objection-disputed', 'claim-referred'))`

/** A person's own claims about themselves that nobody else had a part in. */
export async function erasableClaims(reader: Reader, personId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ claim_id: string }>`
    select c.claim_id from claims c
    where c.claimant_person_id = ${personId} and c.participant_id = any(array(${membershipsOf(personId)}))
      and ${nobodyElsesPart}
    order by c.claim_id`.execute(reader)
  return rows.map((row) => row.claim_id)
}

export interface OldClaims {
  readonly before: Temporal.Instant
  readonly planCode: string | null
}

/** Claims that ended before a moment and whose data is still there: those that nobody else had a part in, or all others. */
const oldClaims = ({ before, planCode }: OldClaims, which: 'erasable' | 'kept') => sql`
  from claims c join subject_keys k on k.subject = 'claim:' || c.claim_id and k.wrapped_key is not null
  where c.status = any(${[...endStatuses]}) and c.status_since < ${before}
    and (${planCode}::text is null or c.plan_code = ${planCode})
    and ${which === 'erasable' ? nobodyElsesPart : sql`not (${nobodyElsesPart})`}`

/** How many old claims there are, with the bytes of their papers as they were handed in. */
export async function countOldClaims(reader: Reader, old: OldClaims, which: 'erasable' | 'kept'): Promise<Counted> {
  const { rows } = await sql<Counted>`
    with old as (select c.claim_id ${oldClaims(old, which)})
    select (select count(*)::int from old) as count,
      (select coalesce(sum(v.byte_length), 0)::bigint from evidence v where v.claim_id in (select claim_id from old))
        as bytes`.execute(reader)
  return rows[0]!
}

/** Old claims that may be erased, oldest first. */
export async function findOldClaims(reader: Reader, old: OldClaims, limit: number) {
  const { rows } = await sql<{ claim_id: string; case_reference: string }>`
    select c.claim_id, c.case_reference ${oldClaims(old, 'erasable')}
    order by c.status_since, c.claim_id limit ${limit}`.execute(reader)
  return rows.map((row) => ({ claimId: row.claim_id, caseReference: row.case_reference }))
}

/** Without their salts the commitments of a claim's entries say nothing any more. */
export function forgetSalts(claimIds: readonly string[]): Write {
  return sql`
    delete from journal_salts where event_id in (
      select event_id from claim_steps where claim_id = any(${[...claimIds]}::uuid[])
      union all select event_id from evidence where claim_id = any(${[...claimIds]}::uuid[]))`
}
