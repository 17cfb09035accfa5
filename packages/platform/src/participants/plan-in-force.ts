import { dayOf, type PlanVersion, type Refused, refuse, versionInForce } from '@tongzhou/core'
import type { Reader } from '../commit/platform.ts'
import { planVersions } from '../plans/index.ts'

export type PlanRefusal = 'plan-unknown'

/** The version of a plan in force now, by the day in that version's time zone; refused where the plan has none (yet). */
export async function planInForce(
  reader: Reader,
  planCode: string,
  now: Temporal.Instant,
): Promise<PlanVersion | Refused<PlanRefusal>> {
  const versions = await planVersions(reader, planCode)
  const newest = versions.at(-1)
  // Days before the first version are refused by the rules (plan-not-open), not here.
  const day = newest && dayOf(now, newest.timeZone)
  const plan = day && (versionInForce(versions, day) ?? versions[0])
  return plan ?? refuse('plan-unknown', { plan: planCode }, { field: 'plan' })
}
