import { releaseCase as decideRelease, takeCase as decideTake, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import type { CaseCommand } from '../review-claim.ts'
import { isRelated, loadClaim } from '../store.ts'
import { putTakenCase, removeTakenCase, takenCase } from './desk-store.ts'

/** A reviewer takes a case, so that nobody else decides on it meanwhile. Refusals: claim-not-found, then those of core's `takeCase`. */
export function takeCase(
  platform: Platform,
  { actor, caseReference, key }: CaseCommand,
): Promise<Outcome<{ readonly until: string }>> {
  const command = { key, kind: 'take-case', actor, content: { caseReference } }
  return commit(platform, command, async ({ now, reader }) => {
    // Locked: of two who press at once, the second sees the first.
    const stored = await loadClaim(platform, reader, caseReference, { lock: true })
    if (!stored) return refuse('claim-not-found', { case: caseReference })
    const { claim, claimId, participantId } = stored
    const personId = actor.personId!
    const { claimantPersonId } = claim
    const related = await isRelated(reader, personId, { participantId, claimantPersonId })
    const taken = await takenCase(reader, claimId)
    const decision = decideTake(claim, { officer: { personId, related }, taken }, now)
    if (!decision.accepted) return decision
    const { until } = decision.event
    return { answer: { until: until.toString() }, rows: [putTakenCase(claimId, decision.event, now)], events: [] }
  })
}

/** Gives a case back: one's own, or as the operator anybody's. Refusals: claim-not-found, case-not-taken. */
export function releaseCase(platform: Platform, { actor, caseReference, key }: CaseCommand): Promise<Outcome<null>> {
  const command = { key, kind: 'release-case', actor, content: { caseReference } }
  return commit<null>(platform, command, async ({ now, reader }) => {
    const stored = await loadClaim(platform, reader, caseReference, { lock: true })
    if (!stored) return refuse('claim-not-found', { case: caseReference })
    const taken = await takenCase(reader, stored.claimId)
    const by = { personId: actor.personId!, byOperator: actor.role === 'operator' }
    const decision = decideRelease(taken, by, now)
    if (!decision.accepted) return decision
    return { answer: null, rows: [removeTakenCase(stored.claimId)], events: [] }
  })
}
