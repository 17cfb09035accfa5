import { recordDeath as decideDeath, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { endMembership } from './end-memberships.ts'
import type { EndAnswer, ParticipantCommand } from './leave-plan.ts'
import { planInForce } from './plan-in-force.ts'
import { recordedAt } from './recorded-at.ts'
import { loadParticipant } from './store.ts'

export type RecordDeathCommand = ParticipantCommand & { readonly diedOn: Temporal.PlainDate }

/**
 * Records the death of a participant from its paper; for operators. Refused: participant-not-found, plan-unknown, and as
 * `recordDeath` of core says.
 */
export function recordDeath(platform: Platform, command: RecordDeathCommand): Promise<Outcome<EndAnswer>> {
  const { key, actor, participantId, diedOn } = command
  const content = { participantId, diedOn }
  return commit<EndAnswer>(platform, { key, kind: 'record-death', actor, content }, async (unit) => {
    const participant = await loadParticipant(unit.reader, participantId, { lock: true })
    if (!participant) return refuse('participant-not-found', {}, { field: 'participantId' })
    const plan = await planInForce(unit.reader, participant.planCode, unit.now)
    if ('accepted' in plan) return plan
    const decision = decideDeath(plan, participant.membership, diedOn, unit.now)
    if (!decision.accepted) return decision
    const answer = { participantId: String(participantId), endedOn: decision.event.endedOn.toString() }
    const at = await recordedAt(unit, participant.planCode)
    return { answer, rows: [endMembership(participantId, decision.event, at)], events: [] }
  })
}
