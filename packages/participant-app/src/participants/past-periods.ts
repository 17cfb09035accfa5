import type { GetPlansByPlanPeriodsResponse } from '@tongzhou/web-client'
import { getPlansByPlanPeriodsOptions } from '@tongzhou/web-client'

/** More than a year of periods, newest first. */
export function pastPeriods(plan: string) {
  return getPlansByPlanPeriodsOptions({ path: { plan }, query: { limit: 60, offset: 0 } })
}

export type PeriodLine = GetPlansByPlanPeriodsResponse[number]

/** What one participant paid in the settled periods of the year before the newest of them, and how many there were. */
export function lastYear(periods: readonly PeriodLine[]): { readonly fen: bigint; readonly periods: number } {
  const settled = periods.filter(({ shareFen }) => shareFen !== null)
  const newest = settled[0]?.sharingDay
  if (newest === undefined) return { fen: 0n, periods: 0 }
  const yearBefore = `${Number(newest.slice(0, 4)) - 1}${newest.slice(4)}`
  const within = settled.filter(({ sharingDay }) => sharingDay > yearBefore)
  return { fen: within.reduce((sum, { shareFen }) => sum + BigInt(shareFen ?? '0'), 0n), periods: within.length }
}
