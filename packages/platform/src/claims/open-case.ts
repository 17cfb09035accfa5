import { type Refused, refuse } from '@tongzhou/core'
import type { Actor } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { actsForClaimant } from './answer-claim.ts'
import { isRelated, loadClaim, type StoredClaim } from './store.ts'

export interface OpenedCase {
  readonly stored: StoredClaim
  readonly viewer: 'claimant' | 'officer'
}

/**
 * Lets somebody see a case: the claimant's side; officers of the plan who are not tied to it; an investigator only the
 * cases assigned to them. To anybody else the case does not exist. Refusals: claim-not-found, conflict-of-interest.
 */
export async function openCase(
  platform: Platform,
  reader: Reader,
  actor: Actor,
  caseReference: string,
): Promise<OpenedCase | Refused> {
  const notFound = refuse('claim-not-found', { case: caseReference })
  const stored = await loadClaim(platform, reader, caseReference)
  if (!stored || actor.personId === null) return notFound
  if (actor.role === 'participant') {
    return (await actsForClaimant({ reader }, stored, actor.personId)) ? { stored, viewer: 'claimant' } : notFound
  }
  if (actor.role === 'investigator' && stored.claim.investigatorPersonId !== actor.personId) return notFound
  const { participantId, claim } = stored
  const related = await isRelated(reader, actor.personId, { participantId, claimantPersonId: claim.claimantPersonId })
  return related ? refuse('conflict-of-interest') : { stored, viewer: 'officer' }
}
