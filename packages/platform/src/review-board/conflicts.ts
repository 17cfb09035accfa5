import { comparableAffiliation } from '@tongzhou/core'
import { sql } from 'kysely'
import { loadClaim, type StoredClaim } from '../claims/index.ts'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { affiliationHash } from './affiliation-store.ts'
import type { StoredDispute } from './dispute-store.ts'

/**
 * Everybody who is tied to a case and so is no juror of it, as a select of `person_id`: the claimant, who is ill and who pays, everyone of
 * those payers' families, declared kin, who shares an employer, a hospital or a household with them or works where the diagnosis was
 * made (as far as stated), who took a step in the case, and who sat on it before. Source: the plan's term `disputes.jurors`.
 */
export function conflictedPersons(platform: Platform, stored: StoredClaim): Write {
  return sql`
    (${tiedPersons(platform, stored)}) union
    select t.person_id from dispute_seats t join disputes d using (dispute_id)
    where d.claim_id = ${stored.claimId} and d.status in ('decided', 'withdrawn')`
}

/** Those of them who are tied without having sat on the case before. */
function tiedPersons(platform: Platform, stored: StoredClaim): Write {
  const { claim, claimId, participantId } = stored
  const hospital = comparableAffiliation(claim.statement.hospital)
  // A name that nobody could have stated as theirs is nobody's.
  const hospitalHash = hospital.accepted ? affiliationHash(platform, 'hospital', hospital.value) : null
  return sql`
    with ill as (
      select person_id from participants where participant_id = ${participantId}
      union select payer_person_id from participants where participant_id = ${participantId}
      union select ${claim.claimantPersonId}::bigint),
    payers as (
      select payer_person_id as person_id from participants where person_id in (select person_id from ill)
      union select person_id from ill),
    family as (
      select person_id from participants where payer_person_id in (select person_id from payers)
      union select person_id from payers),
    kin as (
      select relative_person_id as person_id from kinships where person_id in (select person_id from family)
      union select person_id from kinships where relative_person_id in (select person_id from family)),
    affiliated as (
      select other.person_id from person_affiliations own join person_affiliations other using (kind, name_hash)
        where own.person_id in (select person_id from family)
      union select person_id from person_affiliations where kind = 'hospital' and name_hash = ${hospitalHash}::bytea),
    active as (
      select actor_person_id as person_id from claim_steps where claim_id = ${claimId}
      union select s.actor_person_id from dispute_steps s join disputes d using (dispute_id) where d.claim_id = ${claimId}
      union select v.viewer_person_id from evidence_views v join evidence e using (evidence_id) where e.claim_id = ${claimId})
    select person_id from family union select person_id from kin union select person_id from affiliated
    union select person_id from active where person_id is not null`
}

/**
 * Who is left out of the list of a control case: who wrote it, and everybody tied to some claim of the plan, chosen by dice. Nobody is
 * tied to a case that is made up, and a list that leaves nobody out would tell it from the lists of the same days.
 */
export async function borrowedTies(
  platform: Platform,
  reader: Reader,
  { dispute, disputeId }: StoredDispute,
): Promise<Write> {
  const written = sql`select actor_person_id as person_id from dispute_steps
    where dispute_id = ${disputeId} and actor_person_id is not null`
  const { planCode } = dispute.opened
  const dice = Buffer.from(platform.dice.bytes(4)).readUInt32BE()
  const { rows } = await sql<{ case_reference: string }>`
    select case_reference from claims where plan_code = ${planCode} order by claim_id
    offset (select count(*) * ${dice}::bigint / 4294967296 from claims where plan_code = ${planCode}) limit 1`.execute(
    reader,
  )
  const lender = rows[0] && (await loadClaim(platform, reader, rows[0].case_reference))
  return lender ? sql`${written} union (${tiedPersons(platform, lender)})` : written
}

/** Nobody: a control case has no people. */
export const nobody: Write = sql`select null::bigint as person_id where false`
