import { type ClaimStatus, endStatuses } from '@tongzhou/core'
import { sql } from 'kysely'
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
 * A person's own claims about themselves that nobody else ever saw or decided by vote: without publicity, dispute and payout. What was
 * published, disputed or paid is the reason for what others paid and voted, so its papers stay sealed.
 */
export async function erasableClaims(reader: Reader, personId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ claim_id: string }>`
    select c.claim_id from claims c
    where c.claimant_person_id = ${personId} and c.participant_id = any(array(${membershipsOf(personId)}))
      and c.status in ('closed', 'withdrawn')
      and not exists (select 1 from published_cases o where o.case_reference = c.case_reference)
      and not exists (
        select 1 from claim_steps s
        where s.claim_id = c.claim_id and s.kind in ('refusal-disputed', 'objection-disputed', 'claim-referred'))
    order by c.claim_id`.execute(reader)
  return rows.map((row) => row.claim_id)
}

/** Without their salts the commitments of a claim's entries say nothing any more. */
export function forgetSalts(claimIds: readonly string[]): Write {
  return sql`
    delete from journal_salts where event_id in (
      select event_id from claim_steps where claim_id = any(${[...claimIds]}::uuid[])
      union all select event_id from evidence where claim_id = any(${[...claimIds]}::uuid[]))`
}
