import { refuse } from '@tongzhou/core'
import type { Platform, Write } from '../commit/platform.ts'
import { eraseEvidenceOf, evidenceName, evidenceOf, viewsOf } from '../evidence/index.ts'
import { destroySubjectKey, type PersonDataPart } from '../identity/index.ts'
import { objectionsOf } from './my-objections.ts'
import { claimsOfPerson, erasableClaims, forgetSalts, hasOpenClaim } from './person-data-store.ts'
import { deleteRiskOf } from './risk/index.ts'
import { claimSubject, loadClaim, type StoredClaim } from './store.ts'

/**
 * Claims with every step, who looked at their papers and when, and objections that one has raised. Refuses a deletion while a claim goes on:
 * claim-still-open. Deletes the claims that nobody else had a part in; `erasableClaims` says which.
 */
export const claimsData: PersonDataPart = {
  section: 'claims',
  async *collect(platform, personId) {
    for (const { caseReference } of await claimsOfPerson(platform.database, personId)) {
      const stored = await loadClaim(platform, platform.database, caseReference)
      if (stored) yield { caseReference, ...(await shownClaim(platform, stored)) }
    }
    for (const objection of await objectionsOf(platform, personId)) yield { objection }
  },
  obstacle: async (reader, personId) => ((await hasOpenClaim(reader, personId)) ? refuse('claim-still-open') : null),
  async erase({ now, reader }, personId) {
    const claims = await erasableClaims(reader, personId)
    return {
      rows: eraseClaims(claims, now),
      facts: { claims: claims.length },
    }
  },
}

/** Makes claims unreadable for ever: their key is destroyed, and with it every step; papers are emptied, their files swept later. */
export function eraseClaims(claimIds: readonly string[], now: Temporal.Instant): readonly Write[] {
  if (claimIds.length === 0) return []
  const each = claimIds.flatMap((claimId) => [
    ...eraseEvidenceOf(claimId, now),
    ...deleteRiskOf(claimId),
    destroySubjectKey(claimSubject(claimId), now),
  ])
  return [forgetSalts(claimIds), ...each]
}

async function shownClaim(platform: Platform, { claimId, planCode, steps, subjectKey }: StoredClaim) {
  const papers = []
  for (const paper of await evidenceOf(platform.database, claimId)) {
    const views = await viewsOf(platform.database, paper.evidenceId)
    papers.push({
      name: evidenceName(platform.vault, subjectKey, paper),
      mediaType: paper.mediaType,
      bytes: paper.byteLength,
      addedAt: paper.recordedAt,
      views: views.map(({ recordedAt, shown, viewerRole }) => ({ by: viewerRole, shown, at: recordedAt })),
    })
  }
  return {
    plan: planCode,
    steps: steps.map(({ actorRole, event, recordedAt }) => ({
      at: recordedAt,
      by: actorRole,
      ...withoutOthers(event),
    })),
    papers,
  }
}

/** A step without the ids of people: those of officers and objectors are theirs. */
function withoutOthers(event: object): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !name.endsWith('PersonId')))
}
