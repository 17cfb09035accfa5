import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'

/** The account of a payer at the gateway, as the demo names it. */
export function accountTokenOf(payerPersonId: bigint): string {
  return `account-${payerPersonId}`
}

/** Everybody who pays in a plan, and has no account yet, agrees to be debited. */
export function insertGroupAgreements(planCode: string, now: Temporal.Instant): Write {
  return sql`
    insert into payment_agreements (agreement_id, payer_person_id, account_token, agreed_at)
    select gen_random_uuid(), payer_person_id, 'account-' || payer_person_id, ${now}
    from (select distinct payer_person_id from participants where plan_code = ${planCode}) payers
    on conflict do nothing`
}
