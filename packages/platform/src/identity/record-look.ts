import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { loadPerson } from './people-store.ts'

/**
 * Records that an officer is about to see something of a person: the audit trail shows it, whatever is shown then. A look has no key of its
 * own: looking twice is two looks. Refused: person-unknown.
 */
export function recordLook(
  platform: Platform,
  { actor, kind, personId }: { readonly actor: Actor; readonly kind: `look-at-${string}`; readonly personId: bigint },
): Promise<Outcome<null>> {
  const command = { key: newId(platform.dice), kind, actor, content: { personId } }
  return commit<null>(platform, command, async ({ reader }) =>
    (await loadPerson(reader, personId))
      ? { answer: null, rows: [], events: [] }
      : refuse('person-unknown', {}, { field: 'personId' }),
  )
}
