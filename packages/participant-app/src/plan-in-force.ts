import { queryOptions } from '@tanstack/react-query'
import type { TwoTexts } from '@tongzhou/web-client'
import { getPlansByPlanInForce } from '@tongzhou/web-client'

/** Of a plan version, what pages read; /plan.schema.json describes all of it. Amounts are whole fen below 2^53. */
export interface PlanTerms {
  readonly plan: string
  readonly version: number
  readonly firstDay: string
  readonly name: TwoTexts
  readonly summary: TwoTexts
  readonly timeZone: string
  readonly clauses: readonly { readonly id: string; readonly text: TwoTexts }[]
  readonly eligibility: {
    readonly minAgeDays: number
    readonly minAgeYears?: number
    readonly maxAgeYears: number
    readonly leapDayBirthday: 'first-of-march' | 'last-of-february'
    readonly identityDocuments: readonly string[]
    readonly healthQuestions: readonly HealthQuestion[]
    readonly clause: string
  }
  readonly family: { readonly relations: readonly string[] }
  readonly waitingPeriod: { readonly days: number; readonly accidentsExempt: boolean; readonly clause: string }
  readonly cover: {
    readonly illnesses: readonly { readonly code: string; readonly category: string; readonly name: TwoTexts }[]
    readonly causes: readonly string[]
    readonly payoutTiers: readonly {
      readonly fromAgeYears: number
      readonly toAgeYears: number
      readonly payoutFen: number
    }[]
    readonly ageingOut: { readonly atAgeYears: number; readonly clause: string }
    readonly clause: string
  }
  readonly filing: { readonly withinDays: number; readonly clause: string }
  readonly sharing: {
    readonly daysOfMonth: readonly number[]
    readonly managementFeeBasisPoints: number
    readonly capPerCaseFen: number | null
    readonly capPerYearFen: number | null
  }
}

export interface HealthQuestion {
  readonly code: string
  readonly question: TwoTexts
  readonly example?: TwoTexts
  readonly barringAnswer: boolean
  readonly askedOf?: { readonly sex?: 'female' | 'male'; readonly belowAgeYears?: number }
}

/** The rules in force today. They change a few times a year, with weeks of notice: an hour old is new enough. */
export function planInForce(plan: string) {
  return queryOptions({
    queryKey: ['plan-in-force', plan],
    queryFn: async () => {
      const { data } = await getPlansByPlanInForce({ path: { plan }, throwOnError: true })
      return data as PlanTerms
    },
    staleTime: 60 * 60_000,
  })
}
