import { accept, canonicalJson, entryText, type Recordable, type Refused } from '@tongzhou/core'
import { sql } from 'kysely'
import {
  actorKeyOf,
  type Command,
  contentHashOf,
  earlierAnswer,
  type JournalEvent,
  type Outcome,
  retried,
  type Unit,
} from './commit.ts'
import { newId, type Platform, type Reader, type Write } from './platform.ts'

/** One command's part of what many do: its answer and its events. These hold no sealed content and no postings. */
export interface OneEffect<Answer> {
  readonly answer: Answer
  readonly events: readonly Omit<JournalEvent, 'sealed'>[]
}

/** What many commands do together; `effects` in the order of the commands that were given. */
export interface ManyEffects<Answer> {
  readonly effects: readonly (OneEffect<Answer> | Refused)[]
  /** The rows of all that were accepted. One that changes another number of rows rolls everything back, and it is tried again. */
  readonly rows: readonly { readonly write: Write; readonly changes: number }[]
}

/** Somebody else was quicker: what was read is no longer so. */
class WasLate extends Error {
  readonly code = '40001'
}

/**
 * `commit` for many commands at a time: one transaction and one journey to the database per statement for all of them, where thousands
 * send the same kind of thing in a minute. Each command has its own key, outcome and events, as if it had come alone; a refused one burns
 * no key and leaves the others alone. No two of the commands may be by the same actor. A fault is everybody's.
 */
export async function commitMany<Answer>(
  platform: Platform,
  commands: readonly Command[],
  work: (unit: Unit, places: readonly number[]) => Promise<ManyEffects<Answer>>,
): Promise<readonly Outcome<Answer>[]> {
  return retried(() => commitManyOnce(platform, commands, work))
}

function commitManyOnce<Answer>(
  platform: Platform,
  commands: readonly Command[],
  work: (unit: Unit, places: readonly number[]) => Promise<ManyEffects<Answer>>,
): Promise<readonly Outcome<Answer>[]> {
  return platform.database.transaction().execute(async (reader) => {
    const now = platform.clock.now()
    const claimed = await claimKeys(platform, reader, commands, now)
    const outcomes: Outcome<Answer>[] = []
    const fresh: number[] = []
    for (const [place, command] of commands.entries()) {
      if (claimed.has(actorKeyOf(command.actor))) fresh.push(place)
      else outcomes[place] = await earlierAnswer<Answer>(reader, platform, command)
    }
    const { effects, rows } = await work({ reader, now, newId: () => newId(platform.dice) }, fresh)
    if (effects.length !== fresh.length) throw new Error(`${effects.length} effects of ${fresh.length} commands`)
    const answers: Answered[] = []
    const refused: Command[] = []
    const entries: LoggedEvent[] = []
    for (const [at, effect] of effects.entries()) {
      const command = commands[fresh[at]!]!
      outcomes[fresh[at]!] = 'accepted' in effect ? effect : accept({ answer: effect.answer, repeated: false })
      if ('accepted' in effect) refused.push(command)
      else {
        answers.push({ command, answer: effect.answer as Recordable })
        entries.push(...effect.events.map((event) => loggedEvent(command, event, now)))
      }
    }
    if (refused.length > 0) await giveBackKeys(refused).execute(reader)
    if (entries.length > 0) await insertEvents(entries, now).execute(reader)
    for (const { changes, write } of rows) {
      const { numAffectedRows } = await write.execute(reader)
      if (Number(numAffectedRows ?? 0n) !== changes) throw new WasLate('another command was quicker')
    }
    if (answers.length > 0) await keepAnswers(answers).execute(reader)
    return outcomes
  })
}

/** The actors whose keys were free. In one order, so that no two transactions wait for each other's. */
async function claimKeys(
  platform: Platform,
  reader: Reader,
  commands: readonly Command[],
  now: Temporal.Instant,
): Promise<ReadonlySet<string>> {
  const hashes = commands.map((command) => Buffer.from(contentHashOf(platform, command)).toString('hex'))
  const { rows } = await sql<{ actor: string }>`
    insert into commands (actor, key, kind, content_hash, recorded_at)
    select c.actor, c.key, c.kind, decode(c.content_hash, 'hex'), ${now}
    from unnest(${commands.map(({ actor }) => actorKeyOf(actor))}::text[], ${commands.map(({ key }) => key)}::text[],
      ${commands.map(({ kind }) => kind)}::text[], ${hashes}::text[]) as c (actor, key, kind, content_hash)
    order by c.actor, c.key
    on conflict (actor, key) do nothing returning actor`.execute(reader)
  return new Set(rows.map(({ actor }) => actor))
}

/** Keys of refused commands, which nobody has seen taken. */
function giveBackKeys(commands: readonly Command[]): Write {
  return sql`
    delete from commands using unnest(${commands.map(({ actor }) => actorKeyOf(actor))}::text[],
      ${commands.map(({ key }) => key)}::text[]) as refused (actor, key)
    where commands.actor = refused.actor and commands.key = refused.key`
}

interface Answered {
  readonly command: Command
  readonly answer: Recordable
}

function keepAnswers(answers: readonly Answered[]): Write {
  return sql`
    update commands set answer = given.answer::jsonb
    from unnest(${answers.map(({ command }) => actorKeyOf(command.actor))}::text[],
      ${answers.map(({ command }) => command.key)}::text[],
      ${answers.map(({ answer }) => canonicalJson(answer))}::text[]) as given (actor, key, answer)
    where commands.actor = given.actor and commands.key = given.key`
}

interface LoggedEvent {
  readonly event: Omit<JournalEvent, 'sealed'>
  readonly entry: string
}

function loggedEvent({ actor }: Command, event: Omit<JournalEvent, 'sealed'>, now: Temporal.Instant): LoggedEvent {
  const { facts = {}, id, kind, plan, role = actor.role, subject } = event
  return { event, entry: entryText({ id, kind, subject, plan, at: now, role, facts, commitments: {} }) }
}

function insertEvents(events: readonly LoggedEvent[], now: Temporal.Instant): Write {
  return sql`
    with recorded as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select e.event_id, e.kind, e.subject, ${now}, e.entry
      from unnest(${events.map(({ event }) => event.id)}::uuid[], ${events.map(({ event }) => event.kind)}::text[],
        ${events.map(({ event }) => event.subject)}::text[], ${events.map(({ entry }) => entry)}::text[])
        as e (event_id, kind, subject, entry)
      returning event_no)
    insert into journal_outbox (event_no) select event_no from recorded`
}
