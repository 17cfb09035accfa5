import { queryOptions } from '@tanstack/react-query'
import type { TwoTexts } from '@tongzhou/web-client'
import { getPlansByPlanInForce, getPlansByPlanVersionsByVersion } from '@tongzhou/web-client'

/** Of a plan version, what pages read; /plan.schema.json describes all of it. Amounts are whole fen below 2^53. */
export interface PlanTerms {
  readonly plan: string
  readonly version: number
  readonly firstDay: string
  readonly name: TwoTexts
  readonly clauses: readonly { readonly id: string; readonly text: TwoTexts }[]
  readonly eligibility: {
    readonly healthQuestions: readonly { readonly code: string; readonly question: TwoTexts }[]
  }
  readonly cover: {
    readonly illnesses: readonly { readonly code: string; readonly category: string; readonly name: TwoTexts }[]
    readonly clause: string
  }
  readonly review: { readonly clause: string }
}

/** One version of the rules, which never changes; the one in force where none is named. */
export function planTerms(plan: string, version: number | null = null) {
  return queryOptions({
    queryKey: ['plan-terms', plan, version],
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
