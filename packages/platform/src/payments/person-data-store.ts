import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** Agreements of a payer, with the token that stands for their account at the gateway. */
export async function agreementsOf(reader: Reader, personId: bigint) {
  const { rows } = await sql<object>`
    select account_token as "accountToken", agreed_at as "agreedAt", cancelled_at as "cancelledAt"
    from payment_agreements where payer_person_id = ${personId} order by agreed_at`.execute(reader)
  return rows
}

/** What came in for a person's memberships and for those that they pay for, and what was tried and failed. */
export async function paymentsOf(reader: Reader, personId: bigint) {
  const own = sql`select participant_id from participants where person_id = ${personId} or payer_person_id = ${personId}`
  const { rows } = await sql<object>`
    select p.participant_id as "participantId", k.plan_code as plan, k.period_code as period, k.share_fen as "shareFen",
      p.method, p.settled_on as "settledOn", null as "failedBecause"
    from charge_payments p join collections k using (period_id) where p.participant_id in (${own})
    union all
    select f.participant_id, k.plan_code, k.period_code, k.share_fen, 'debit', null, f.reason
    from failed_collections f join collections k using (period_id) where f.participant_id in (${own})`.execute(reader)
  return rows
}

export async function payoutsOf(reader: Reader, personId: bigint) {
  const { rows } = await sql<object>`
    select o.case_reference as "caseReference", o.payout_fen as "payoutFen", o.kept_back_fen as "keptBackFen", o.state,
      o.prepared_at as "preparedAt", o.paid_on as "paidOn"
    from payouts o join participants p using (participant_id) where p.person_id = ${personId}
    order by o.prepared_at`.execute(reader)
  return rows
}

/** Whether a debit of this payer has no known outcome yet. */
export async function hasOpenDebits(reader: Reader, personId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from collection_batches b
    where b.resolved_at is null and b.open_participant_ids && array(
      select participant_id from participants where person_id = ${personId} or payer_person_id = ${personId}) limit 1`.execute(
    reader,
  )
  return rows.length > 0
}

/** Messages, their settings, and the tokens of accounts; that and when somebody had agreed stays, as the ground of what was debited. */
export function forgetPayer(personId: bigint, now: Temporal.Instant): readonly Write[] {
  return [
    sql`delete from messages where person_id = ${personId}`,
    sql`delete from message_settings where person_id = ${personId}`,
    sql`
      update payment_agreements set account_token = 'erased', cancelled_at = coalesce(cancelled_at, ${now})
      where payer_person_id = ${personId}`,
  ]
}
