import { useQuery } from '@tanstack/react-query'
import { getPlansByPlanDashboardOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { Answer } from '../ui/states.tsx'
import { CostCard } from './cost-card.tsx'
import './dashboard.css'
import { DecisionsCard, WorkCard } from './decisions-card.tsx'
import { IncidenceCard, MovementsCard } from './movement-cards.tsx'
import { PeopleCards } from './people-cards.tsx'

/** How a plan does, at a glance; each picture has its table and can be taken along. */
export default function DashboardPage() {
  const { t } = useTranslation('dashboard')
  return (
    <Page title={t('title')}>
      <ForPlan>{(plan) => <Figures plan={plan} />}</ForPlan>
    </Page>
  )
}

function Figures({ plan }: { readonly plan: string }) {
  const figures = useQuery({ ...getPlansByPlanDashboardOptions({ path: { plan } }), refetchInterval: 60_000 })
  return (
    <Answer query={figures}>
      {(shown) => (
        <div className="dashboard">
          <WorkCard plan={plan} figures={shown} />
          <DecisionsCard plan={plan} figures={shown} />
          <CostCard plan={plan} figures={shown} />
          <IncidenceCard plan={plan} figures={shown} />
          <MovementsCard plan={plan} figures={shown} />
          <PeopleCards plan={plan} />
        </div>
      )}
    </Answer>
  )
}
