import { queryOptions } from '@tanstack/react-query'
import { getPlansByPlanInForce, getPlansByPlanVersionsByVersion } from '@tongzhou/web-client'
import type { PlanTerms } from './plan-in-force.ts'

/** One version of the rules, which never changes; the one in force where none is named. */
export function planVersion(plan: string, version: number | null) {
  return queryOptions({
    queryKey: ['plan-version', plan, version],
    queryFn: async () => {
      const { data } =
        version === null
          ? await getPlansByPlanInForce({ path: { plan }, throwOnError: true })
          : await getPlansByPlanVersionsByVersion({ path: { plan, version }, throwOnError: true })
      return data as PlanTerms
    },
    staleTime: 60 * 60_000,
  })
}
