import { type AffiliationKind, atField, comparableAffiliation } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { affiliationHash, replaceAffiliations } from './affiliation-store.ts'
import type { PersonActor } from './juror-command.ts'

export interface StateAffiliations {
  readonly key: string
  readonly actor: PersonActor
  readonly kind: AffiliationKind
  /** All names of this kind; none takes back what was stated before. */
  readonly names: readonly string[]
}

/**
 * A person states their hospitals, employers or household, so that they are not drawn for a case that these are tied to.
 * Kept as keyed hashes: equal ones meet, none can be read again, by the operator neither. Refusals: affiliation-empty,
 * affiliation-too-long.
 */
export function stateAffiliations(
  platform: Platform,
  { actor, key, kind, names }: StateAffiliations,
): Promise<Outcome<null>> {
  const command = { key, kind: 'state-affiliations', actor, content: { kind, names: [...names] } }
  return commit<null>(platform, command, async (unit) => {
    const hashes: Buffer[] = []
    for (const [index, name] of names.entries()) {
      const read = comparableAffiliation(name)
      if (!read.accepted) return atField(read, `names.${index}`)
      hashes.push(affiliationHash(platform, kind, read.value))
    }
    return { answer: null, rows: replaceAffiliations(actor.personId, kind, hashes, unit.now), events: [] }
  })
}
