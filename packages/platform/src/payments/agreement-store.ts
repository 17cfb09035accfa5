import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** Ends the agreement in force of a payer; changes no row where there is none. */
export function cancelAgreementInForce(payerPersonId: bigint, now: Temporal.Instant): Write {
  return sql`
    update payment_agreements set cancelled_at = ${now}
    where payer_person_id = ${payerPersonId} and cancelled_at is null`
}

export function insertAgreement(
  agreementId: string,
  payerPersonId: bigint,
  accountToken: string,
  now: Temporal.Instant,
): Write {
  return sql`
    insert into payment_agreements (agreement_id, payer_person_id, account_token, agreed_at)
    values (${agreementId}, ${payerPersonId}, ${accountToken}, ${now})`
}

/** Whether this person may be debited now. */
export async function hasAgreement(reader: Reader, payerPersonId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from payment_agreements
    where payer_person_id = ${payerPersonId} and cancelled_at is null`.execute(reader)
  return rows.length > 0
}

/** The account tokens of those payers who have an agreement in force. */
export async function accountTokensOf(
  reader: Reader,
  payerPersonIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, string>> {
  const { rows } = await sql<{ payer_person_id: bigint; account_token: string }>`
    select payer_person_id, account_token from payment_agreements
    where cancelled_at is null and payer_person_id = any(${[...payerPersonIds]}::bigint[])`.execute(reader)
  return new Map(rows.map((row) => [row.payer_person_id, row.account_token]))
}
