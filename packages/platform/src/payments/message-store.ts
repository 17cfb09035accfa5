import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'
import { unpaidCharges } from './charge-store.ts'

export interface PeriodMessage {
  readonly periodId: bigint
  readonly kind: 'share-unpaid' | 'cover-ended-unpaid'
  /** What every copy says, beside how many shares the receiver owes. */
  readonly facts: Readonly<Record<string, string>>
  readonly now: Temporal.Instant
}

/** One message to each payer of an unpaid share of this period. */
export function insertMessagesToUnpaid({ periodId, kind, facts, now }: PeriodMessage): Write {
  return sql`
    insert into messages (person_id, kind, facts, written_at)
    select payer_person_id, ${kind}, ${JSON.stringify(facts)}::jsonb || jsonb_build_object('shares', count(*)),
      ${now}::timestamptz
    from (${unpaidCharges(periodId)}) unpaid group by payer_person_id`
}
