import type { ReadEntry } from '@tongzhou/core'
import { countOf, WrongFact } from './facts.ts'
import type { Broken } from './monitor-alarm.ts'

/** Two conflicting quorums of M of N share at least 2M - N members; with fewer than two, one liar makes both final. */
const leastShared = 2

/** A change of the consortium keeps it safe (docs/decisions/0012). */
export function checkConsortium({ kind, facts }: ReadEntry): Broken[] {
  if (kind !== 'consortium-changed') return []
  if (!Array.isArray(facts.members)) throw new WrongFact('members is no list')
  const members = facts.members.length
  const quorum = countOf(facts, 'quorum')
  if (quorum > members)
    return [{ name: 'quorum-unsafe', detail: `${quorum} of ${members} members can never be reached` }]
  if (2 * quorum - members >= leastShared) return []
  return [{ name: 'quorum-unsafe', detail: `${quorum} of ${members} members: one liar could make two logs final` }]
}
