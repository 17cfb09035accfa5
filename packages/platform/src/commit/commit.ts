import {
  accept,
  canonicalJson,
  commitmentTo,
  type Decision,
  type EventKind,
  entryText,
  type LedgerTransaction,
  type Recordable,
  type Refused,
  type Role,
  refuse,
  saltBytes,
} from '@tongzhou/core'
import { sql } from 'kysely'
import { ledgerRows } from '../ledger/store.ts'
import { aboutOf, insertOfficeAct, isOffice } from './office-acts.ts'
import { newId, type Platform, type Reader, type Write } from './platform.ts'

/** Who acts: a person in one of their roles, or the system itself (then `personId` is null). */
export interface Actor {
  readonly role: Role
  readonly personId: bigint | null
}

/** The actor of everything the platform does by itself when a day comes. */
export const system: Actor = { role: 'system', personId: null }

export interface Command {
  /** The caller's idempotency key; one key of one actor stands for one content, for ever. */
  readonly key: string
  readonly kind: string
  readonly actor: Actor
  /** Everything the caller asked for. Kept as a keyed hash only. */
  readonly content: Recordable
}

/** One transaction's view: reads see what this transaction sees, `now` is read once. */
export interface Unit {
  readonly reader: Reader
  readonly now: Temporal.Instant
  newId(): string
}

export interface JournalEvent {
  readonly id: string
  /** Who did it, where that is not the actor of the command: the platform's own step in answer to somebody's. */
  readonly role?: Role
  readonly kind: EventKind
  readonly subject: string
  readonly plan: string | null
  readonly facts?: { readonly [name: string]: Recordable | undefined }
  /** Content that only its salted commitment goes on the log of; the store of the part keeps the content itself. */
  readonly sealed?: { readonly [name: string]: Recordable }
}

/**
 * A write; a write that must change at least one row, or else the command is refused; or a write whose count of rows
 * goes into the next one.
 */
export type Row =
  | Write
  | { readonly write: Write; readonly orRefuse: Refused }
  | { readonly write: Write; readonly thenCounted: (rows: bigint) => Write }

/** What a use case hands over; `commit` puts all of it into one transaction. */
export interface Effects<Answer> {
  /** Stored for a repeated request, so it holds references and figures, never personal data. */
  readonly answer: Answer
  readonly rows: readonly Row[]
  readonly events: readonly JournalEvent[]
  readonly postings?: readonly LedgerTransaction[]
  /** What the act is about besides what content and events name, such as `claim/0123-4567`: the audit trail finds it by that. */
  readonly about?: readonly string[]
}

/** `repeated` tells that the same command had been carried out before, and that this is the answer of then. */
export type Outcome<Answer> = Decision<{ readonly answer: Answer; readonly repeated: boolean }>

/** Why a key was refused: the same key came with another content or for another kind of command. */
export type CommitRefusal = 'idempotency-key-reused'

class RolledBack extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.refusal.code)
    this.refused = refused
  }
}

/**
 * PostgreSQL's codes for "try the whole transaction again": serialization failure and deadlock; and that of a prepared statement whose table
 * was changed by a migration since.
 */
const retriedFaults = new Set(['40001', '40P01', '0A000'])
const mostAttempts = 5

/**
 * The one way to write. Claims the command's key, lets `work` load and decide, and puts rows, postings, events, the line of the
 * audit trail where an office acts, and the answer into the same transaction. A refusal rolls everything back, the key included: a refused request burns no key.
 * The same command twice, also twenty times at once, has one effect and one answer.
 */
export async function commit<Answer>(
  platform: Platform,
  command: Command,
  work: (unit: Unit) => Promise<Effects<Answer> | Refused>,
): Promise<Outcome<Answer>> {
  try {
    return await retried(() => commitOnce(platform, command, work))
  } catch (fault) {
    if (fault instanceof RolledBack) return fault.refused
    throw fault
  }
}

/** Tries a transaction again where PostgreSQL says that this may help. */
export async function retried<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction()
    } catch (fault) {
      if (attempt === mostAttempts || !retriedFaults.has((fault as { code?: string }).code ?? '')) throw fault
    }
  }
}

/** By whom a key is kept. */
export const actorKeyOf = ({ personId, role }: Actor) => (personId === null ? role : `person:${personId}`)

export const contentHashOf = ({ vault }: Platform, { content, kind }: Command) =>
  vault.lookupHash(`command:${kind}`, canonicalJson(content))

function commitOnce<Answer>(
  platform: Platform,
  command: Command,
  work: (unit: Unit) => Promise<Effects<Answer> | Refused>,
): Promise<Outcome<Answer>> {
  const actorKey = actorKeyOf(command.actor)
  const contentHash = contentHashOf(platform, command)
  return platform.database.transaction().execute(async (reader) => {
    const now = platform.clock.now()
    const claimed = await sql`
      insert into commands (actor, key, kind, content_hash, recorded_at)
      values (${actorKey}, ${command.key}, ${command.kind}, ${contentHash}, ${now})
      on conflict (actor, key) do nothing`.execute(reader)
    if (claimed.numAffectedRows === 0n) return earlierAnswer<Answer>(reader, platform, command)

    const effects = await work({ reader, now, newId: () => newId(platform.dice) })
    if ('accepted' in effects) throw new RolledBack(effects)
    await record(platform, reader, command.actor, now, effects)
    for (const row of effects.rows) await runRow(reader, row)
    const { personId, role } = command.actor
    if (isOffice(role)) {
      const about = aboutOf(command.content, effects.events, effects.about ?? [])
      await insertOfficeAct({ actor: { personId, role }, kind: command.kind, about }, now).execute(reader)
    }
    await sql`
      update commands set answer = ${canonicalJson(effects.answer as Recordable)}::jsonb
      where actor = ${actorKey} and key = ${command.key}`.execute(reader)
    return accept({ answer: effects.answer, repeated: false })
  })
}

/** The answer that a command of this key was given; refuses where it was another command. */
export async function earlierAnswer<Answer>(
  reader: Reader,
  platform: Platform,
  command: Command,
): Promise<Outcome<Answer>> {
  const { rows } = await sql<{ kind: string; content_hash: Buffer; answer: Answer }>`
    select kind, content_hash, answer from commands where actor = ${actorKeyOf(command.actor)} and key = ${command.key}`.execute(
    reader,
  )
  const earlier = rows[0]
  if (!earlier) throw new Error('the earlier command of this key is gone: commands are never deleted')
  if (earlier.kind !== command.kind || !earlier.content_hash.equals(contentHashOf(platform, command))) {
    return refuse('idempotency-key-reused', { key: command.key }, { field: 'Idempotency-Key' })
  }
  return accept({ answer: earlier.answer, repeated: true })
}

async function runRow(reader: Reader, row: Row): Promise<void> {
  if (!('write' in row)) {
    await row.execute(reader)
    return
  }
  const { numAffectedRows } = await row.write.execute(reader)
  if ('thenCounted' in row) {
    await row.thenCounted(numAffectedRows ?? 0n).execute(reader)
    return
  }
  if (!numAffectedRows) throw new RolledBack(row.orRefuse)
}

/** Writes the events with fresh salts, and the postings under the first event, which commits to them. */
async function record<Answer>(
  platform: Platform,
  reader: Reader,
  actor: Actor,
  now: Temporal.Instant,
  effects: Effects<Answer>,
): Promise<void> {
  const postings = effects.postings ?? []
  if (postings.length > 0 && effects.events.length === 0)
    throw new Error('postings need a journal event that tells why')
  for (const [index, event] of effects.events.entries()) {
    const ownPostings = index === 0 ? postings : []
    await recordEvent(platform, reader, actor, now, event, ownPostings)
    for (const write of ledgerRows(event.id, now, ownPostings)) await write.execute(reader)
  }
}

async function recordEvent(
  platform: Platform,
  reader: Reader,
  actor: Actor,
  now: Temporal.Instant,
  event: JournalEvent,
  postings: readonly LedgerTransaction[],
): Promise<void> {
  const contents: Record<string, Recordable> = { ...event.sealed }
  if (postings.length > 0) contents.postings = postings as unknown as Recordable
  const salts = Object.keys(contents).map((name) => ({ name, salt: platform.dice.bytes(saltBytes) }))
  const commitments = Object.fromEntries(salts.map(({ name, salt }) => [name, commitmentTo(salt, contents[name]!)]))
  const { id, kind, subject, plan } = event
  const entry = entryText({
    id,
    kind,
    subject,
    plan,
    at: now,
    role: event.role ?? actor.role,
    facts: event.facts ?? {},
    commitments,
  })
  await sql`
    with recorded as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      values (${id}, ${kind}, ${subject}, ${now}, ${entry}) returning event_no)
    insert into journal_outbox (event_no) select event_no from recorded`.execute(reader)
  for (const { name, salt } of salts) {
    await sql`insert into journal_salts (event_id, name, salt) values (${id}, ${name}, ${salt})`.execute(reader)
  }
}
