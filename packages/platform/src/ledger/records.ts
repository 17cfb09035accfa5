import type { Recordable } from '@tongzhou/core'
import { sql } from 'kysely'
import type { RecordSource } from '../journal/index.ts'
import { transactionsOf } from './store.ts'

/** The bookings behind the log's `postings` commitments: any event may carry some. */
export const postingsSource: RecordSource = {
  table: 'ledger_postings',
  commitment: 'postings',
  kinds: null,
  contents: async (_platform, reader, eventIds) => {
    const found = await transactionsOf(reader, eventIds)
    return new Map(
      [...found].map(([eventId, transactions]) => [
        eventId,
        {
          content: transactions as unknown as Recordable,
          description: `booking "${transactions[0]!.memo}" of ${transactions[0]!.subject}`,
        },
      ]),
    )
  },
  stray: async (reader) => {
    const { rows } = await sql<{ memo: string; subject: string }>`
      select t.memo, t.subject from ledger_transactions t left join journal_events e using (event_id)
      where e.entry is null or not e.entry::jsonb -> 'commitments' ? 'postings'
      order by t.recorded_at limit 1`.execute(reader)
    return rows[0] ? `booking "${rows[0].memo}" of ${rows[0].subject}` : null
  },
}
