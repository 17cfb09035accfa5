import { leavePlan as decideLeaving } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { endMembership } from './end-memberships.ts'
import { ownParticipant } from './own-participant.ts'
import { planInForce } from './plan-in-force.ts'
import { recordedAt } from './recorded-at.ts'

export interface ParticipantCommand {
  readonly key: string
  readonly actor: Actor
  readonly participantId: bigint
}

export interface EndAnswer {
  readonly participantId: string
  /** The last day of membership. */
  readonly endedOn: string
}

/**
 * Leaves the plan today, for oneself or for whom one pays. Refused: not-your-participant, plan-unknown, and as `leavePlan`
 * of core says.
 */
export function leavePlan(
  platform: Platform,
  { key, actor, participantId }: ParticipantCommand,
): Promise<Outcome<EndAnswer>> {
  const command = { key, kind: 'leave-plan', actor, content: { participantId } }
  return commit<EndAnswer>(platform, command, async (unit) => {
    const participant = await ownParticipant(unit, actor, participantId)
    if ('accepted' in participant) return participant
    const plan = await planInForce(unit.reader, participant.planCode, unit.now)
    if ('accepted' in plan) return plan
    const decision = decideLeaving(plan, participant.membership, unit.now)
    if (!decision.accepted) return decision
    const answer = { participantId: String(participantId), endedOn: decision.event.endedOn.toString() }
    const at = await recordedAt(unit, participant.planCode)
    return { answer, rows: [endMembership(participantId, decision.event, at)], events: [] }
  })
}
