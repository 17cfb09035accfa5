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
 * Lets somebody see a case: the claimant's side, whatever office they hold besides; officers of the plan who are not tied to it; an
 * investigator only the cases assigned to them. To anybody else the case does not exist. Refusals: claim-not-found,
 * conflict-of-interest.
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
  if (await actsForClaimant({ reader }, stored, actor.personId)) return { stored, viewer: 'claimant' }
  return actor.role === 'participant' ? notFound : forOfficer(reader, actor, stored)
}

/** As `openCase`, for what officers alone may see or do: the claimant's side is tied to the case, whatever office they hold. */
export async function openCaseAsOfficer(
  platform: Platform,
  reader: Reader,
  actor: Actor,
  caseReference: string,
): Promise<OpenedCase | Refused> {
  const stored = await loadClaim(platform, reader, caseReference)
  return stored ? forOfficer(reader, actor, stored) : refuse('claim-not-found', { case: caseReference })
}

async function forOfficer(reader: Reader, actor: Actor, stored: StoredClaim): Promise<OpenedCase | Refused> {
  const notFound = refuse('claim-not-found', { case: stored.caseReference })
  if (actor.personId === null || actor.role === 'participant') return notFound
  if (actor.role === 'investigator' && stored.claim.investigatorPersonId !== actor.personId) return notFound
  const { participantId, claim } = stored
  const related = await isRelated(reader, actor.personId, { participantId, claimantPersonId: claim.claimantPersonId })
  return related ? refuse('conflict-of-interest') : { stored, viewer: 'officer' }
}
