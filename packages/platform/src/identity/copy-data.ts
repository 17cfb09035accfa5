import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { personSubject } from './people-store.ts'
import type { PersonDataPart } from './person-data.ts'
import { countCopies, insertDataRequest, lockPerson } from './person-data-store.ts'

/** A copy reads and opens everything about a person; nobody needs more of them. */
export const copiesPerDay = 3

export interface DataCommand {
  readonly key: string
  readonly actor: Actor & { readonly personId: bigint }
}

/**
 * Notes that somebody asks for a copy of their data (Personal Information Protection Law, article 45); `dataCopy` writes it. Refused:
 * data-erased-already, too-many-copies.
 */
export function askForCopy(
  platform: Platform,
  { actor, key }: DataCommand,
): Promise<Outcome<{ readonly requestedAt: string }>> {
  return commit(platform, { key, kind: 'copy-my-data', actor, content: {} }, async (unit) => {
    if (!(await lockPerson(unit.reader, personSubject(actor.personId)))) return refuse('data-erased-already')
    const since = unit.now.subtract({ hours: 24 })
    if ((await countCopies(unit.reader, actor.personId, since)) >= copiesPerDay) {
      return refuse('too-many-copies', { perDay: copiesPerDay })
    }
    return {
      answer: { requestedAt: unit.now.toString() },
      rows: [insertDataRequest(unit.newId(), actor.personId, 'copy', unit.now)],
      events: [],
    }
  })
}

/**
 * Everything that the platform holds about a person, as JSON text in pieces: one section for each part, one line for each record, so that a
 * long history needs no more memory than its longest record. Days and instants are ISO 8601, amounts whole fen as text.
 */
export async function* dataCopy(
  platform: Platform,
  parts: readonly PersonDataPart[],
  { personId, requestedAt }: { readonly personId: bigint; readonly requestedAt: string },
): AsyncGenerator<string> {
  yield `{"format":1,"personId":"${personId}","requestedAt":"${requestedAt}","sections":{`
  for (const [at, part] of parts.entries()) {
    yield `${at === 0 ? '' : ','}\n"${part.section}":[`
    let isFirst = true
    for await (const record of part.collect(platform, personId)) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(record, withText)}`
      isFirst = false
    }
    yield ']'
  }
  yield '}}\n'
}

const withText = (_name: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
