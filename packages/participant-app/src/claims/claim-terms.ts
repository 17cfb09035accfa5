import { useQuery } from '@tanstack/react-query'
import type { TwoTexts } from '@tongzhou/web-client'
import type { PlanTerms } from '../plan-in-force.ts'
import { planVersion } from '../plan-version.ts'

interface ChecklistItem {
  readonly code: string
  readonly text: TwoTexts
}

/** Of a plan version, what pages of claims read besides. */
export interface ClaimTerms extends PlanTerms {
  readonly cover: Omit<PlanTerms['cover'], 'illnesses'> & {
    readonly illnesses: readonly {
      readonly code: string
      readonly category: string
      readonly name: TwoTexts
      readonly checklist: readonly string[]
    }[]
    readonly mildForms: readonly { readonly illness: string; readonly name: TwoTexts }[]
  }
  readonly review: {
    readonly illnessChecklist: readonly ChecklistItem[]
  }
  readonly collection: { readonly payoutWithinDays: number }
  /** Plans without a vote have a board around a table. */
  readonly disputes: { readonly vote?: { readonly openHours: number } }
}

/** The rules that a claim is judged by, or those in force where no version is named. */
export function useClaimTerms(plan: string | undefined, version: number | null = null) {
  const query = planVersion(plan ?? '', version)
  return useQuery({ ...query, select: (terms) => terms as ClaimTerms, enabled: plan !== undefined })
}

/** What the claim's illness is called; the code where these rules do not know it. */
export function illnessName(terms: ClaimTerms | undefined, code: string, mild: boolean): TwoTexts {
  const plain = { en: code, zh: code }
  const illness = terms?.cover.illnesses.find((one) => one.code === code)?.name ?? plain
  const forms = mild ? (terms?.cover.mildForms.filter((form) => form.illness === code) ?? []) : []
  if (forms.length === 0) return illness
  return { en: forms.map(({ name }) => name.en).join(' / '), zh: forms.map(({ name }) => name.zh).join(' / ') }
}

/** What was written in a step, in the person's language where it is a clause's own text: the platform quotes the clause in Chinese. */
export function wordsOfStep(
  terms: ClaimTerms | undefined,
  step: { readonly text: string; readonly clause: string | null },
  pick: (texts: TwoTexts) => string,
): string {
  const clause = terms?.clauses.find(({ id }) => id === step.clause)
  return clause && step.text === clause.text.zh ? pick(clause.text) : step.text
}
