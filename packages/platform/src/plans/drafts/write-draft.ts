import { dayOf, type PlanVersion, planFile, type Refused, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { planInvalid } from '../load-plan.ts'
import { readPlan } from '../read-plan.ts'
import { planVersions } from '../store.ts'
import {
  deleteDraft,
  insertDraft,
  listDrafts,
  loadDraft,
  type PlanDraft,
  takeTurnsBeginning,
  updateDraft,
} from './draft-store.ts'

/** Somebody with a name: whoever adopts is compared with whoever wrote. */
export interface DraftActor {
  readonly role: 'operator'
  readonly personId: bigint
}

interface DraftCommand {
  readonly key: string
  readonly actor: DraftActor
}

/** Of all plans together. Without a limit a program that begins drafts fills the disk with texts of a megabyte. */
export const mostDrafts = 100

/**
 * Begins a draft: of a plan's next version, from what its newest version says and with the first day that its notice allows, or from a text.
 * Refused: plan-invalid, draft-of-another-plan, plan-unknown (no version to begin from), too-many-drafts.
 */
export async function beginDraft(
  platform: Platform,
  command: DraftCommand & { readonly planCode: string; readonly source?: string },
): Promise<Outcome<{ readonly draftId: string; readonly edition: number }>> {
  const { actor, key, planCode, source } = command
  const refused = source === undefined ? null : unlessSound(source, planCode)
  if (refused) return refused
  const content = { planCode, source: source ?? null }
  return commit(platform, { key, kind: 'begin-plan-draft', actor, content }, async (unit) => {
    await takeTurnsBeginning(unit.reader)
    if ((await listDrafts(unit.reader)).length >= mostDrafts) return refuse('too-many-drafts', { most: mostDrafts })
    const newest = (await planVersions(unit.reader, planCode)).at(-1)
    if (source === undefined && !newest) return refuse('plan-unknown', { plan: planCode }, { field: 'plan' })
    const draftId = unit.newId()
    const by = { begunBy: actor.personId, begunAt: unit.now, writtenBy: actor.personId, writtenAt: unit.now }
    const text = source ?? planFile(nextVersion(newest!, unit.now))
    const row = insertDraft({ draftId, planCode, edition: 1, source: text, ...by })
    return { answer: { draftId, edition: 1 }, rows: [row], events: [] }
  })
}

/** The same terms under the next number, from the first day on that could be adopted now. */
function nextVersion(newest: PlanVersion, now: Temporal.Instant): PlanVersion {
  const noticeDays = Math.max(newest.changes?.noticeDays ?? 0, 1)
  const inTime = dayOf(now, newest.timeZone).add({ days: noticeDays })
  const after = Temporal.PlainDate.from(newest.firstDay).add({ days: 1 })
  const firstDay = Temporal.PlainDate.compare(inTime, after) > 0 ? inTime : after
  return { ...newest, version: newest.version + 1, firstDay: firstDay.toString() }
}

function unlessSound(source: string, planCode: string): Refused | null {
  const reading = readPlan(source)
  if (!reading.accepted) return planInvalid(reading.faults)
  const { plan } = reading.plan
  return plan === planCode ? null : refuse('draft-of-another-plan', { plan, draftOf: planCode }, { field: 'source' })
}

/** A command on a draft as its caller read it. */
export interface DraftEditionCommand extends DraftCommand {
  readonly draftId: string
  readonly edition: number
}

/**
 * Saves the text of a draft as its next edition. Refused, and nothing changed: draft-unknown, draft-changed (somebody saved since it was
 * read), plan-invalid, draft-of-another-plan.
 */
export function saveDraft(
  platform: Platform,
  command: DraftEditionCommand & { readonly source: string },
): Promise<Outcome<{ readonly edition: number }>> {
  const { actor, draftId, edition, key, source } = command
  const content = { draftId, edition, source }
  return commit(platform, { key, kind: 'save-plan-draft', actor, content }, async (unit) => {
    const draft = await loadDraft(unit.reader, draftId, { lock: true })
    const refused = unlessEdition(draft, edition) ?? unlessSound(source, draft!.planCode)
    if (refused) return refused
    const row = updateDraft(draftId, source, actor.personId, unit.now)
    return { answer: { edition: edition + 1 }, rows: [row], events: [] }
  })
}

/** Takes a draft away for good. Refused: draft-unknown, draft-changed. */
export function discardDraft(platform: Platform, command: DraftEditionCommand): Promise<Outcome<null>> {
  const { actor, draftId, edition, key } = command
  const content = { draftId, edition }
  return commit<null>(platform, { key, kind: 'discard-plan-draft', actor, content }, async (unit) => {
    const refused = unlessEdition(await loadDraft(unit.reader, draftId, { lock: true }), edition)
    return refused ?? { answer: null, rows: [deleteDraft(draftId)], events: [] }
  })
}

/** Refuses unless the draft is there as its caller read it. */
export function unlessEdition(draft: PlanDraft | null, edition: number): Refused | null {
  if (!draft) return draftUnknown()
  if (draft.edition === edition) return null
  return refuse('draft-changed', { edition: draft.edition, read: edition }, { field: 'edition' })
}

export function draftUnknown(): Refused {
  return refuse('draft-unknown')
}
