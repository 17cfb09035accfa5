import {
  type CaseFile,
  sealCaseFile as decideSealing,
  addStatement as decideStatement,
  refuse,
  type Side,
} from '@tongzhou/core'
import { isRelated, loadClaim, type StoredClaim } from '../claims/index.ts'
import type { Actor, Outcome, Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { openName } from '../identity/index.ts'
import { loadParticipant } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import type { StoredDispute } from './dispute-store.ts'
import { sideOf } from './side-of.ts'
import { type DisputeAnswer, takeDisputeStep } from './take-dispute-step.ts'

/** A command on a dispute. */
export interface DisputeCommand {
  readonly key: string
  readonly actor: Actor
  readonly dispute: string
}

/**
 * One side says what it has to say: the claimant for the claim, an objector against it, a reviewer for the side that nobody else
 * speaks for. Refusals: dispute-not-found (also for who has no part in it), conflict-of-interest, those of the step.
 */
export function addStatement(
  platform: Platform,
  command: DisputeCommand & { readonly side: Side; readonly text: string },
): Promise<Outcome<DisputeAnswer>> {
  const { actor, dispute, key, side, text } = command
  const content = { dispute, side, text }
  return takeDisputeStep(platform, { key, kind: 'add-statement', actor, content }, dispute, async (stored, unit) => {
    const claim = await claimOf(platform, unit.reader, stored)
    if (!claim || actor.personId === null) return refuse('dispute-not-found', { dispute })
    // Whoever is a side of the case speaks for it, whatever office they hold besides.
    if ((await sideOf(unit.reader, claim, actor.personId)) !== side) {
      if (actor.role !== 'reviewer') return refuse('dispute-not-found', { dispute })
      if (await isTied(unit, claim, actor.personId)) return refuse('conflict-of-interest')
    }
    return decideStatement(stored.dispute, { side, text, authorPersonId: actor.personId })
  })
}

/**
 * A reviewer seals what the jurors will see. Refusals: dispute-not-found, page-not-redacted (a page that is no redacted page of this
 * case), those of the step.
 */
export function sealCaseFile(
  platform: Platform,
  command: DisputeCommand & { readonly file: CaseFile },
  knownPages: (reader: Reader, claimId: string) => Promise<ReadonlySet<string>>,
): Promise<Outcome<DisputeAnswer>> {
  const { actor, dispute, file, key } = command
  const content = { dispute, file: file as never }
  return takeDisputeStep(platform, { key, kind: 'seal-case-file', actor, content }, dispute, async (stored, unit) => {
    const claim = await claimOf(platform, unit.reader, stored)
    if (!claim) return refuse('dispute-not-found', { dispute })
    const { planCode, rulesVersion } = stored.dispute.opened
    const plan = await planVersion(unit.reader, planCode, rulesVersion)
    const pages = await knownPages(unit.reader, claim.claimId)
    const unknown = file.pages.find(({ page, redactionId }) => !pages.has(`${redactionId}/${page}`))
    if (unknown) return refuse('page-not-redacted', { page: unknown.page }, { field: 'pages' })
    const reviewerPersonId = actor.personId!
    const related = await isTied(unit, claim, reviewerPersonId)
    const parties = await partiesOf(platform, unit.reader, claim)
    return decideSealing(stored.dispute, { reviewerPersonId, related, plan, file, parties })
  })
}

/** The claim of a dispute; null for a control case. */
export async function claimOf(
  platform: Platform,
  reader: Reader,
  { caseReference }: StoredDispute,
  options?: { readonly lock: boolean },
): Promise<StoredClaim | null> {
  return caseReference === null ? null : loadClaim(platform, reader, caseReference, options)
}

function isTied({ reader }: Unit, { claim, participantId }: StoredClaim, personId: bigint): Promise<boolean> {
  return isRelated(reader, personId, { participantId, claimantPersonId: claim.claimantPersonId })
}

/** Names that no text about a case may hold: the people of the case, and the hospital, by which a town finds them. */
export async function partiesOf(platform: Platform, reader: Reader, stored: StoredClaim): Promise<readonly string[]> {
  const { claim, participantId } = stored
  const participant = await loadParticipant(reader, participantId)
  const people = new Set([claim.claimantPersonId, participant?.personId, participant?.payerPersonId])
  const names = [claim.statement.payeeName, claim.statement.hospital]
  for (const personId of people) {
    const name = personId === undefined ? null : await openName(platform, reader, personId)
    if (name !== null) names.push(name)
  }
  return [...new Set(names)]
}
