import { refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import type { CaseCommand } from './review-claim.ts'
import { insertKinship, loadClaim } from './store.ts'

/**
 * An officer says that they are kin to the claimant of a case: from then on they act in no office on any case of that
 * person. Refusals: claim-not-found.
 */
export function declareConflict(platform: Platform, command: CaseCommand): Promise<Outcome<null>> {
  const { key, actor, caseReference } = command
  const content = { caseReference }
  return commit<null>(platform, { key, kind: 'declare-conflict', actor, content }, async ({ reader, now }) => {
    const stored = await loadClaim(platform, reader, caseReference)
    const personId = actor.personId
    if (!stored || personId === null) return refuse('claim-not-found', { case: caseReference })
    const { claimantPersonId } = stored.claim
    if (claimantPersonId === personId) return { answer: null, rows: [], events: [] }
    return { answer: null, rows: [insertKinship(personId, claimantPersonId, personId, now)], events: [] }
  })
}
