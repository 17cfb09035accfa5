import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'

/**
 * Everybody with an unpaid share, as a select of `person_id`: the payer and the participant of a charge that was tried, failed
 * and has not come in since, written off or not. A share whose first debit is still on its way makes no debtor, or nobody
 * could serve on a board on a sharing day.
 */
export function debtors(): Write {
  return sql`
    select unnest(array[c.payer_person_id, m.person_id]) as person_id
    from failed_collections f
    join charges c on c.period_id = f.period_id and c.participant_id = f.participant_id
    join participants m on m.participant_id = f.participant_id
    where not exists (
        select 1 from charge_exemptions e where e.period_id = f.period_id and e.participant_id = f.participant_id)
      and not exists (
        select 1 from charge_payments p where p.period_id = f.period_id and p.participant_id = f.participant_id)`
}
