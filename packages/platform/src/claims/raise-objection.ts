import { dayOf, raiseObjection as decideObjection, refuse } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { hasMembership } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import type { CaseCommand } from './review-claim.ts'
import { isRelated } from './store.ts'
import { takeStep } from './take-step.ts'

/** A participant objects to a published case, with a reason; the reason is for the reviewers, never published. */
export function raiseObjection(platform: Platform, command: CaseCommand & { readonly reason: string }) {
  const { key, actor, caseReference, reason } = command
  const content = { caseReference, reason }
  return takeStep(platform, { key, kind: 'raise-objection', actor, content }, caseReference, async (stored, unit) => {
    const { claim, planCode, participantId } = stored
    // Before its publicity a case is nobody's business: the same answer as for a case that is not there.
    if (claim.period === null) return refuse('claim-not-found', { case: caseReference })
    const plan = await planVersion(unit.reader, planCode, claim.planVersion)
    const today = dayOf(unit.now, plan.timeZone)
    const objectorPersonId = actor.personId!
    const inPlan = await hasMembership(unit.reader, objectorPersonId, planCode, today)
    const related = await isRelated(unit.reader, objectorPersonId, {
      participantId,
      claimantPersonId: claim.claimantPersonId,
    })
    const objection = { objectionId: unit.newId(), objectorPersonId, inPlan, related, reason }
    return decideObjection(claim, objection, today)
  })
}
