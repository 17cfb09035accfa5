import { type Refused, refuse } from '@tongzhou/core'
import type { Actor, Unit } from '../commit/commit.ts'
import { loadParticipant, type StoredParticipant } from './store.ts'

/**
 * The participant, locked, for the person themselves or their payer. For anybody else, and for ids that are not there, one
 * and the same refusal: ids tell nothing to those who count through them.
 */
export async function ownParticipant(
  unit: Unit,
  actor: Actor,
  participantId: bigint,
): Promise<StoredParticipant | Refused<'not-your-participant'>> {
  const participant = await loadParticipant(unit.reader, participantId, { lock: true })
  const isOwn =
    participant !== null && (actor.personId === participant.personId || actor.personId === participant.payerPersonId)
  return isOwn ? participant : refuse('not-your-participant', {}, { field: 'participantId' })
}
