import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { unpaidCharges } from './charge-store.ts'

export type MessageKind = 'share-unpaid' | 'cover-ended-unpaid'

export interface PeriodMessage {
  readonly periodId: bigint
  readonly kind: MessageKind
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

/** A message as it is kept: figures and days; `messageText` says it in words. */
export interface StoredMessage {
  readonly messageId: bigint
  readonly personId: bigint
  readonly kind: MessageKind
  readonly facts: Readonly<Record<string, string | number>>
  readonly writtenAt: Temporal.Instant
}

async function messagesWhere(reader: Reader, condition: Write, order: Write, limit: number) {
  const { rows } = await sql<{
    message_id: bigint
    person_id: bigint
    kind: MessageKind
    facts: Record<string, string | number>
    written_at: Temporal.Instant
  }>`
    select message_id, person_id, kind, facts, written_at from messages
    where ${condition} order by ${order} limit ${limit}`.execute(reader)
  return rows.map(
    (row): StoredMessage => ({
      messageId: row.message_id,
      personId: row.person_id,
      kind: row.kind,
      facts: row.facts,
      writtenAt: row.written_at,
    }),
  )
}

/** The oldest messages that nobody has sent. */
export function unsentMessages(reader: Reader, limit: number): Promise<readonly StoredMessage[]> {
  return messagesWhere(reader, sql`sent_at is null`, sql`message_id`, limit)
}

/** The messages of one person, newest first. */
export function messagesOf(reader: Reader, personId: bigint, limit: number): Promise<readonly StoredMessage[]> {
  return messagesWhere(reader, sql`person_id = ${personId}`, sql`message_id desc`, limit)
}

export function markMessageSent(messageId: bigint, now: Temporal.Instant): Write {
  return sql`update messages set sent_at = ${now} where message_id = ${messageId} and sent_at is null`
}
