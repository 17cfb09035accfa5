import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { planInForce } from '../plan-in-force.ts'

/** The plan's name for an illness; its code where the plan has it no more. */
export function IllnessName({ illness, plan }: { readonly illness: string; readonly plan: string }) {
  const { pick } = useLanguage()
  const terms = useQuery(planInForce(plan)).data
  const found = terms?.cover.illnesses.find(({ code }) => code === illness)
  return <>{found ? pick(found.name) : illness}</>
}
