import { useQuery } from '@tanstack/react-query'
import { getPlansOptions, useLanguage } from '@tongzhou/web-client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { atOnce } from './at-once.ts'
import { Choice } from './fields.tsx'
import { Answer } from './states.tsx'

/** For pages about one plan: lets it be chosen, keeps it in the address as `plan`, and shows what is below for it. */
export function ForPlan({ children }: { readonly children: (plan: string) => ReactNode }) {
  const { t } = useTranslation()
  const { pick } = useLanguage()
  const [search, setSearch] = useSearchParams()
  const plans = useQuery(getPlansOptions())
  return (
    <Answer query={plans}>
      {(list) => {
        const plan = list.find((one) => one.plan === search.get('plan')) ?? list[0]
        if (!plan) return <p className="soft">{t('plan.none')}</p>
        return (
          <>
            <div className="plan-choice">
              <Choice
                label={t('plan.label')}
                value={plan.plan}
                options={list.map((one) => [one.plan, pick(one.name)])}
                onChange={(code) => setSearch({ plan: code }, atOnce)}
              />
            </div>
            {children(plan.plan)}
          </>
        )
      }}
    </Answer>
  )
}
