import { isAfter } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { endWithPlan } from '../participants/index.ts'
import { loadRunOff } from './run-off-store.ts'

/**
 * Ends the memberships of a plan in run-off once its last day of cover is over; claims from before it can be filed until the
 * filing limit. Run every day, twice does no more. Returns how many memberships ended with the plan, 0 while it has cover.
 */
export async function endCover(platform: Platform, planCode: string, today: Temporal.PlainDate): Promise<bigint> {
  const runOff = await loadRunOff(platform.database, planCode)
  if (!runOff || !isAfter(today, runOff.coverEndsOn)) return 0n
  return endWithPlan(platform, planCode, runOff.coverEndsOn)
}
