import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** Consents, health declaration and changes of one membership. */
export async function historyOf(reader: Reader, participantId: bigint) {
  const [consents, declarations, changes] = await Promise.all([
    sql<object>`
      select kind, given, wording_version as "wordingVersion", recorded_at as "recordedAt" from consents
      where participant_id = ${participantId} order by recorded_at, kind, consent_no`.execute(reader),
    sql<{ sealed_answers: Buffer }>`
      select sealed_answers from health_declarations where participant_id = ${participantId}`.execute(reader),
    sql<object>`
      select kind, effective_on as "effectiveOn", reason, recorded_at as "recordedAt" from membership_changes
      where participant_id = ${participantId} order by change_no`.execute(reader),
  ])
  return {
    consents: consents.rows,
    sealedDeclaration: declarations.rows[0]?.sealed_answers ?? null,
    changes: changes.rows,
  }
}

/** Whether this person is in a plan, or pays for somebody who is. */
export async function isInAnyPlan(reader: Reader, personId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from participants
    where (person_id = ${personId} or payer_person_id = ${personId}) and ended_on is null limit 1`.execute(reader)
  return rows.length > 0
}

/**
 * What a person's memberships need not say any more. Days of birth, joining and ending stay under the bare number: the daily entries of the log
 * commit to them. Who had a payout is known again by the keyed hash of their document.
 */
export function forgetMemberships(personId: bigint): readonly Write[] {
  const own = sql`select participant_id from participants where person_id = ${personId}`
  return [
    sql`
      insert into erased_payouts (document_hash, plan_code)
      select distinct d.document_hash, p.plan_code from participants p join identity_documents d using (person_id)
      where p.person_id = ${personId} and p.paid_out_on is not null
      on conflict do nothing`,
    sql`delete from health_declarations where participant_id in (${own})`,
    sql`update participants set sex = null, region = null, income_band = null where person_id = ${personId}`,
  ]
}
