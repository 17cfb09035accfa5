import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { unpaidCharges } from './charge-store.ts'

/** Every kind of message, in the order in which its switch is shown. */
export const messageKinds = ['share-unpaid', 'cover-ended-unpaid', 'juror-drawn', 'vote-open'] as const

export type MessageKind = (typeof messageKinds)[number]

export interface PeriodMessage {
  readonly periodId: bigint
  readonly kind: Extract<MessageKind, 'share-unpaid' | 'cover-ended-unpaid'>
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

export interface PeopleMessage {
  readonly kind: Extract<MessageKind, 'juror-drawn' | 'vote-open'>
  /** A select of `person_id`s. */
  readonly people: Write
  readonly facts: Readonly<Record<string, string>>
  readonly now: Temporal.Instant
}

/** One message to each of these people: what a part before this one hands to `commit` with its own rows, through a port. */
export function insertMessagesTo({ kind, people, facts, now }: PeopleMessage): Write {
  return sql`
    insert into messages (person_id, kind, facts, written_at)
    select distinct person_id, ${kind}, ${JSON.stringify(facts)}::jsonb, ${now}::timestamptz from (${people}) people`
}

/** A message as it is kept: figures and days; `messageText` says it in words. */
export interface StoredMessage {
  readonly messageId: bigint
  readonly personId: bigint
  readonly kind: MessageKind
  readonly facts: Readonly<Record<string, string | number>>
  readonly writtenAt: Temporal.Instant
  /** Whether the receiver has seen it. */
  readonly read: boolean
  /** Whether messages of this kind go to the receiver's phone. */
  readonly toPhone: boolean
}

async function messagesWhere(reader: Reader, condition: Write, order: Write, limit: number | null) {
  const { rows } = await sql<{
    message_id: bigint
    person_id: bigint
    kind: MessageKind
    facts: Record<string, string | number>
    written_at: Temporal.Instant
    read: boolean
    to_phone: boolean
  }>`
    select m.message_id, m.person_id, m.kind, m.facts, m.written_at, m.message_id <= coalesce(s.read_up_to, 0) as read,
      not m.kind = any(coalesce(s.kinds_not_sent, '{}')) as to_phone
    from messages m left join message_settings s on s.person_id = m.person_id
    where ${condition} order by ${order} limit ${limit}::bigint`.execute(reader)
  return rows.map(
    (row): StoredMessage => ({
      messageId: row.message_id,
      personId: row.person_id,
      kind: row.kind,
      facts: row.facts,
      writtenAt: row.written_at,
      read: row.read,
      toPhone: row.to_phone,
    }),
  )
}

const waits = (now: Temporal.Instant) => sql`
  m.sent_at is null and m.given_up_at is null and (m.not_before is null or m.not_before <= ${now})`

export async function hasMessagesToSend(reader: Reader, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`select from messages m where ${waits(now)} limit 1`.execute(reader)
  return rows.length > 0
}

/** Locks the oldest messages that wait to be sent and that nobody else is just taking; those tried before come last. */
export async function lockMessagesToSend(reader: Reader, now: Temporal.Instant, limit: number): Promise<bigint[]> {
  const { rows } = await sql<{ message_id: bigint }>`
    select message_id from messages m where ${waits(now)}
    order by tries, message_id limit ${limit} for update skip locked`.execute(reader)
  return rows.map((row) => row.message_id)
}

/** Nobody else takes them before `until`. */
export function takeMessages(messageIds: readonly bigint[], until: Temporal.Instant): Write {
  return sql`
    update messages set tries = tries + 1, not_before = ${until} where message_id = any(${[...messageIds]}::bigint[])`
}

export function returnMessages(messageIds: readonly bigint[]): Write {
  return sql`
    update messages set tries = tries - 1, not_before = null where message_id = any(${[...messageIds]}::bigint[])`
}

export interface TakenMessage extends StoredMessage {
  /** This one included. */
  readonly tries: number
}

export async function messagesById(reader: Reader, messageIds: readonly bigint[]): Promise<readonly TakenMessage[]> {
  const ids = sql`m.message_id = any(${[...messageIds]}::bigint[])`
  const found = await messagesWhere(reader, ids, sql`m.message_id`, null)
  const { rows } = await sql<{ message_id: bigint; tries: number }>`
    select message_id, tries from messages m where ${ids}`.execute(reader)
  const tries = new Map(rows.map((row) => [row.message_id, row.tries]))
  return found.map((message) => ({ ...message, tries: tries.get(message.messageId)! }))
}

export function postponeMessage(messageId: bigint, until: Temporal.Instant): Write {
  return sql`update messages set not_before = ${until} where message_id = ${messageId} and sent_at is null`
}

export function giveUpMessage(messageId: bigint, now: Temporal.Instant): Write {
  return sql`update messages set given_up_at = ${now} where message_id = ${messageId} and sent_at is null`
}

/** The messages of one person, newest first; all of them where `limit` is null. */
export function messagesOf(reader: Reader, personId: bigint, limit: number | null): Promise<readonly StoredMessage[]> {
  return messagesWhere(reader, sql`m.person_id = ${personId}`, sql`m.message_id desc`, limit)
}

export function markMessageSent(messageId: bigint, now: Temporal.Instant): Write {
  return sql`update messages set sent_at = ${now} where message_id = ${messageId} and sent_at is null`
}

/** How many messages a person has not seen, counted up to `most`. */
export async function countUnread(reader: Reader, personId: bigint, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from messages
      where person_id = ${personId}
        and message_id > coalesce((select read_up_to from message_settings where person_id = ${personId}), 0)
      limit ${most}) unread`.execute(reader)
  return rows[0]!.count
}

/** The kinds that do not go to a person's phone. */
export async function kindsNotSent(reader: Reader, personId: bigint): Promise<readonly MessageKind[]> {
  const { rows } = await sql<{ kinds_not_sent: MessageKind[] }>`
    select kinds_not_sent from message_settings where person_id = ${personId}`.execute(reader)
  return rows[0]?.kinds_not_sent ?? []
}

/** Notes that a person has seen their messages up to this one of theirs; never goes back. */
export function markRead(personId: bigint, upTo: bigint): Write {
  return sql`
    insert into message_settings (person_id, read_up_to)
    select ${personId}::bigint, coalesce(max(message_id), 0) from messages
    where person_id = ${personId} and message_id <= ${upTo}
    on conflict (person_id) do update set read_up_to = greatest(message_settings.read_up_to, excluded.read_up_to)`
}

export function setKindsNotSent(personId: bigint, kinds: readonly MessageKind[]): Write {
  return sql`
    insert into message_settings (person_id, kinds_not_sent) values (${personId}, ${[...kinds]}::text[])
    on conflict (person_id) do update set kinds_not_sent = excluded.kinds_not_sent`
}
