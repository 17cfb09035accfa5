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

/** Since when this person's agreement is in force; null where there is none. */
export async function agreementInForce(reader: Reader, payerPersonId: bigint): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ agreed_at: Temporal.Instant }>`
    select agreed_at from payment_agreements
    where payer_person_id = ${payerPersonId} and cancelled_at is null`.execute(reader)
  return rows[0]?.agreed_at ?? null
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
