import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'

/**
 * Everybody with an unpaid share, as a select of `person_id`: the payer and the participant of a charge that was tried, failed
 * and has not come in since, written off or not. A share whose first debit is still on its way makes no debtor, or nobody
 * could serve on a board on a sharing day.
 */
export function debtors(): Write {
  // Two branches, so that one person is looked up by index; a whole list drives from the failed debits.
  const owes = sql`
    exists (
      select from failed_collections f where f.participant_id = m.participant_id
        and not exists (
          select from charge_exemptions e where e.period_id = f.period_id and e.participant_id = f.participant_id)
        and not exists (
          select from charge_payments p where p.period_id = f.period_id and p.participant_id = f.participant_id))`
  return sql`
    select m.person_id from participants m where ${owes}
    union all select m.payer_person_id from participants m where ${owes}`
}
