import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { type LoadPlanAnswer, loadPlan } from './load-plan.ts'
import { planVersions } from './store.ts'

/** The plans that come with the platform, by code; each is `plans/<code>.json`. */
export const shippedPlans = ['critical-illness', 'seniors-cancer', 'public-transport-accident'] as const

export type ShippedPlan = (typeof shippedPlans)[number]

/** The text of a shipped plan's file. */
export function shippedPlanText(code: ShippedPlan): Promise<string> {
  return readFile(join(import.meta.dirname, '../../plans', `${code}.json`), 'utf8')
}

/**
 * Loads version 1 of those shipped plans that this database has no version of; a plan that the operator has changed by
 * later versions, or had before, is left alone. Run twice it does nothing. Returns what it loaded.
 */
export async function loadShippedPlans(
  platform: Platform,
  codes: readonly ShippedPlan[] = shippedPlans,
): Promise<readonly LoadPlanAnswer[]> {
  const loaded: LoadPlanAnswer[] = []
  for (const code of codes) {
    if ((await planVersions(platform.database, code)).length > 0) continue
    const source = await shippedPlanText(code)
    const outcome = await loadPlan(platform, { key: `shipped-plan:${code}:1`, actor: system, source })
    if (!outcome.accepted) throw new Error(`the shipped plan ${code} is refused: ${JSON.stringify(outcome.refusal)}`)
    loaded.push(outcome.event.answer)
  }
  return loaded
}
