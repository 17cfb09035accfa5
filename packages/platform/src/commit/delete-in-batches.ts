import { type Actor, commit } from './commit.ts'
import { newId, type Platform, type Reader, type Write } from './platform.ts'

/** Rows of one transaction: more would hold locks for seconds. */
const batchSize = 5_000

interface Deletion<Id> {
  /** Of the command, as the audit trail names it. */
  readonly kind: string
  readonly actor: Actor
  /** Some rows that are to go. */
  readonly find: (reader: Reader, limit: number) => Promise<readonly Id[]>
  readonly remove: (ids: readonly Id[]) => Write
}

/** Deletes rows a batch at a time, until none is found any more. How many there were. */
export async function deleteInBatches<Id>(
  platform: Platform,
  { actor, find, kind, remove }: Deletion<Id>,
  told: (done: number) => void,
): Promise<number> {
  for (let done = 0; ; ) {
    // What is to go is read inside, so that a key of its own repeats nothing.
    const command = { key: `${kind}:${newId(platform.dice)}`, kind, actor, content: {} }
    const outcome = await commit<{ readonly rows: number }>(platform, command, async ({ reader }) => {
      const ids = await find(reader, batchSize)
      return { answer: { rows: ids.length }, rows: ids.length === 0 ? [] : [remove(ids)], events: [] }
    })
    if (!outcome.accepted) throw new Error(`${kind}: ${outcome.refusal.code}`)
    const { rows } = outcome.event.answer
    if (rows === 0) return done
    done += rows
    told(done)
  }
}
