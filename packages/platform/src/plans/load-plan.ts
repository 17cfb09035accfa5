import { createHash } from 'node:crypto'
import { type Adopters, loadVersion, type PlanVersion, planReference, type Refused, refuse } from '@tongzhou/core'
import { type Actor, commit, type Effects, type JournalEvent, type Outcome, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import type { PlanFault } from './plan-fault.ts'
import { readPlan } from './read-plan.ts'
import { insertPlanVersion, lockPlan, planContent, storedVersions } from './store.ts'

export interface LoadPlanCommand {
  readonly key: string
  readonly actor: Actor
  /** The plan's file, as text or as bytes. */
  readonly source: string | Uint8Array
}

export interface LoadPlanAnswer {
  readonly plan: string
  readonly version: number
  readonly firstDay: string
  /** The journal event of the (first) loading. */
  readonly eventId: string
  /** SHA-256 (hexadecimal) of the canonical text, as the event states it. */
  readonly contentSha256: string
  /** True where the same version with the same terms was there already, and nothing was changed. */
  readonly alreadyLoaded: boolean
}

/**
 * Loads one version of a plan. Nothing of it can be changed afterwards; the next version replaces it from its first day on.
 * Refused: `plan-invalid` (with the first fault's place; `readPlan` tells them all), then as `loadVersion` of core says.
 */
export async function loadPlan(
  platform: Platform,
  { key, actor, source }: LoadPlanCommand,
): Promise<Outcome<LoadPlanAnswer>> {
  const reading = readPlan(source)
  if (!reading.accepted) return planInvalid(reading.faults)
  const { plan } = reading
  const command = { key, kind: 'load-plan', actor, content: { content: planContent(plan) } }
  // Whoever loads a file wrote it, as far as anybody knows.
  const adopters = { writtenBy: actor.personId, adoptedBy: actor.personId }
  return commit<LoadPlanAnswer>(platform, command, (unit) => loadInto(unit, plan, adopters))
}

/** What loading a sound version does, for the transaction of a command. Refused as `loadVersion` of core says. */
export async function loadInto(
  unit: Unit,
  plan: PlanVersion,
  adopters: Adopters,
): Promise<Effects<LoadPlanAnswer> | Refused> {
  await lockPlan(unit.reader, plan.plan)
  const stored = await storedVersions(unit.reader, plan.plan)
  const earlier = stored.map((one) => one.plan)
  const decision = loadVersion(earlier, plan, unit.now, adopters)
  if (!decision.accepted) return decision
  const { plan: code, version, firstDay } = plan
  const contentSha256 = createHash('sha256').update(planContent(plan)).digest('hex')
  const kept = stored.find((one) => one.plan.version === version)
  const eventId = kept?.eventId ?? unit.newId()
  const answer = { plan: code, version, firstDay, eventId, contentSha256, alreadyLoaded: kept !== undefined }
  if (kept) return { answer, rows: [], events: [] }
  const rows = [insertPlanVersion(plan, eventId, unit.now)]
  return { answer, rows, events: [loadedEvent(eventId, plan, contentSha256)] }
}

function loadedEvent(id: string, plan: PlanVersion, contentSha256: string): JournalEvent {
  const { firstDay, version } = plan
  const facts = { version, firstDay, contentSha256 }
  return { id, kind: 'plan-version-loaded', subject: `plan/${plan.plan}`, plan: planReference(plan), facts }
}

/** A text that is no sound plan, with the place of its first fault. */
export function planInvalid(faults: readonly PlanFault[]): Refused<'plan-invalid'> {
  const { line, column, pointer, rule, message } = faults[0]!
  return refuse(
    'plan-invalid',
    { faults: faults.length, line, column, pointer, rule, message: message.en },
    { field: 'text' },
  )
}
