import { type PlanVersion, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { type LoadPlanAnswer, loadInto } from '../load-plan.ts'
import { deleteDraft, loadDraft, type PlanDraft } from './draft-store.ts'
import { type DraftEditionCommand, unlessEdition } from './write-draft.ts'

/**
 * Makes a draft the next version of its plan, which never changes and applies from its first day on; the event of the loading and the end of
 * the draft are one transaction. Who adopts repeats the first day that they read. Refused: draft-unknown, draft-changed,
 * first-day-differs, then as `loadVersion` of core says.
 */
export function adoptDraft(
  platform: Platform,
  command: DraftEditionCommand & { readonly firstDay: string },
): Promise<Outcome<LoadPlanAnswer>> {
  const { actor, draftId, edition, firstDay, key } = command
  const content = { draftId, edition, firstDay }
  return commit<LoadPlanAnswer>(platform, { key, kind: 'adopt-plan-draft', actor, content }, async (unit) => {
    const draft = await loadDraft(unit.reader, draftId, { lock: true })
    const refused = unlessEdition(draft, edition)
    if (refused) return refused
    const plan = versionOf(draft!)
    if (plan.firstDay !== firstDay) {
      return refuse('first-day-differs', { firstDay: plan.firstDay, given: firstDay }, { field: 'firstDay' })
    }
    const loaded = await loadInto(unit, plan, { writtenBy: draft!.writtenBy, adoptedBy: actor.personId })
    return 'accepted' in loaded ? loaded : { ...loaded, rows: [...loaded.rows, deleteDraft(draftId)] }
  })
}

/** Only sound texts are kept. */
export function versionOf({ source }: PlanDraft): PlanVersion {
  return JSON.parse(source) as PlanVersion
}
