import { type ClaimEvent, ifTakenByAnother } from '@tongzhou/core'
import type { Actor, Unit } from '../../commit/commit.ts'
import type { StoredClaim } from '../store.ts'
import { takenCase } from './desk-store.ts'

/** Refuses a reviewer's step on a case that another reviewer has; null where nobody else has it. */
export async function ifOnAnothersDesk(
  { now, reader }: Pick<Unit, 'now' | 'reader'>,
  stored: StoredClaim,
  actor: Actor,
) {
  if (actor.role !== 'reviewer') return null
  return ifTakenByAnother(await takenCase(reader, stored.claimId), actor.personId!, now)
}

/** Whether the case goes on to somebody else with this step: then it is free again. After these the same reviewer goes on. */
export function leavesDesk(event: ClaimEvent): boolean {
  if (event.kind === 'desk-review-passed') return event.investigate
  return event.kind !== 'objection-dismissed'
}
