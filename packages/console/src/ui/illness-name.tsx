import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { planTerms } from '../plan-terms.ts'

/** The plan's name for an illness; its code where the plan has it no more. */
export function IllnessName({ illness, plan }: { readonly illness: string; readonly plan: string }) {
  const { pick } = useLanguage()
  const terms = useQuery(planTerms(plan)).data
  const found = terms?.cover.illnesses.find(({ code }) => code === illness)
  return <>{found ? pick(found.name) : illness}</>
}
