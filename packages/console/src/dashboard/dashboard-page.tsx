import { useQuery } from '@tanstack/react-query'
import { getPlansByPlanDashboardOptions, getPlansOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Choice } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { CostCard } from './cost-card.tsx'
import './dashboard.css'
import { DecisionsCard, WorkCard } from './decisions-card.tsx'
import { IncidenceCard, MovementsCard } from './movement-cards.tsx'
import { PeopleCards } from './people-cards.tsx'

/** How a plan does, at a glance; each picture has its table and can be taken along. */
export default function DashboardPage() {
  const { t } = useTranslation('dashboard')
  const { pick } = useLanguage()
  const [search, setSearch] = useSearchParams()
  const plans = useQuery(getPlansOptions())
  return (
    <Page title={t('title')}>
      <Answer query={plans}>
        {(list) => {
          const plan = search.get('plan') ?? list[0]?.plan
          if (plan === undefined) return <p className="soft">{t('no-plan')}</p>
          return (
            <>
              {list.length > 1 ? (
                <Choice
                  label={t('plan')}
                  value={plan}
                  options={list.map((one) => [one.plan, pick(one.name)])}
                  onChange={(chosen) => setSearch({ plan: chosen }, { replace: true })}
                />
              ) : null}
              <Figures plan={plan} />
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function Figures({ plan }: { readonly plan: string }) {
  const figures = useQuery({ ...getPlansByPlanDashboardOptions({ path: { plan } }), refetchInterval: 60_000 })
  return (
    <Answer query={figures}>
      {(shown) => (
        <div className="dashboard">
          <WorkCard figures={shown} />
          <DecisionsCard figures={shown} />
          <CostCard plan={plan} figures={shown} />
          <IncidenceCard plan={plan} figures={shown} />
          <MovementsCard plan={plan} figures={shown} />
          <PeopleCards plan={plan} />
        </div>
      )}
    </Answer>
  )
}
