import { refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import type { DataCommand } from './copy-data.ts'
import { personSubject } from './people-store.ts'
import type { Erasure, PersonDataPart } from './person-data.ts'
import { forgetPerson, insertDataRequest, lockPerson } from './person-data-store.ts'
import { destroySubjectKey } from './subject-keys.ts'

/**
 * Deletes somebody's data because they ask for it (Personal Information Protection Law, article 47): the key of the person is destroyed, and each
 * part deletes what it need not keep. What stays is what the books and the log stand on, under a number that names nobody any more.
 * The log says that a deletion happened, not whose. Refused as the parts say, in their order: office-still-held, still-in-a-plan,
 * claim-still-open, still-a-juror, share-still-unpaid.
 */
export function erasePerson(
  platform: Platform,
  parts: readonly PersonDataPart[],
  { actor, key }: DataCommand,
): Promise<Outcome<{ readonly erasedAt: string }>> {
  const { personId } = actor
  return commit<{ erasedAt: string }>(platform, { key, kind: 'erase-my-data', actor, content: {} }, async (unit) => {
    const { now, reader } = unit
    const subject = personSubject(personId)
    if (!(await lockPerson(reader, subject))) return refuse('data-erased-already')
    for (const part of parts) {
      const refused = await part.obstacle?.(reader, personId)
      if (refused) return refused
    }
    const erasures: Erasure[] = []
    for (const part of parts) if (part.erase) erasures.push(await part.erase(unit, personId))
    const id = unit.newId()
    const facts = Object.assign({}, ...erasures.map((one) => one.facts ?? {})) as Record<string, number>
    const event = { id, kind: 'personal-data-erased' as const, subject: `erasure/${id}`, plan: null, facts }
    return {
      answer: { erasedAt: now.toString() },
      rows: [
        ...erasures.flatMap(({ rows }) => rows),
        ...forgetPerson(personId, now),
        destroySubjectKey(subject, now),
        insertDataRequest(id, personId, 'deletion', now),
      ],
      events: [event, ...erasures.flatMap(({ events }) => events ?? [])],
    }
  })
}
