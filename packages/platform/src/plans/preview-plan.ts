import { type Adopters, compareVersions, loadVersion, type Refusal, type TermDifference } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import type { PlanFault } from './plan-fault.ts'
import { readPlan } from './read-plan.ts'
import { planVersions } from './store.ts'

/** What loading a plan's text would do now. */
export interface PlanPreview {
  /** What is wrong with the text itself; where there is anything, the rest is empty. */
  readonly faults: readonly PlanFault[]
  readonly version: { readonly plan: string; readonly version: number; readonly firstDay: string } | null
  /** Why the version would not be loaded now, or null. */
  readonly refusal: Refusal | null
  /** The terms that differ from the version before it; empty for a first version. */
  readonly differences: readonly TermDifference[]
}

/** Checks a plan's text against everything that loading checks, and changes nothing. */
export async function previewPlan(
  { database, clock }: Platform,
  source: string | Uint8Array,
  adopters: Adopters,
): Promise<PlanPreview> {
  const reading = readPlan(source)
  if (!reading.accepted) return { faults: reading.faults, version: null, refusal: null, differences: [] }
  const { plan } = reading
  const earlier = await planVersions(database, plan.plan)
  const decision = loadVersion(earlier, plan, clock.now(), adopters)
  const before = earlier.findLast(({ version }) => version < plan.version)
  return {
    faults: [],
    version: { plan: plan.plan, version: plan.version, firstDay: plan.firstDay },
    refusal: decision.accepted ? null : decision.refusal,
    differences: before ? compareVersions(before, plan) : [],
  }
}
