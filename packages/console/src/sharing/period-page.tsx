import { skipToken, useQuery } from '@tanstack/react-query'
import {
  getPlansByPlanPeriodsByPeriodOptions,
  getPlansByPlanPeriodsByPeriodOutlookOptions,
  useMe,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { ArithmeticCard } from './arithmetic-card.tsx'
import { CloseCard } from './close-card.tsx'
import { CollectionCard } from './collection-card.tsx'
import { DaysLine } from './days-line.tsx'
import { PeriodCases } from './period-cases.tsx'
import { PeriodStatus } from './period-status.tsx'
import { PublishCard } from './publish-card.tsx'
import './sharing.css'

/** One period from its publicity day to its last collected share: what is to do now, and how everything came to be. */
export default function PeriodPage() {
  const { period: code = '', plan = '' } = useParams()
  const { t } = useTranslation('sharing')
  const path = { plan, period: code }
  const outlook = useQuery(getPlansByPlanPeriodsByPeriodOutlookOptions({ path }))
  const isPublic = outlook.data !== undefined && outlook.data.status !== 'open'
  const asked = getPlansByPlanPeriodsByPeriodOptions({ path })
  const period = useQuery({ ...asked, queryFn: isPublic ? asked.queryFn! : skipToken })
  const roles = useMe()?.roles ?? []
  const mayAct = roles.includes('finance') || roles.includes('operator')
  return (
    <Page title={t('period.title', { period: code })}>
      <Answer query={outlook}>
        {(ahead) => (
          <>
            <div className="row">
              <PeriodStatus status={ahead.status} />
              <Facts facts={[[t('period.version'), ahead.planVersion]]} />
            </div>
            <DaysLine outlook={ahead} />
            {ahead.status === 'open' ? <PublishCard plan={plan} outlook={ahead} mayAct={mayAct} /> : null}
            {ahead.status === 'published' || ahead.status === 'rolled' ? (
              <CloseCard plan={plan} outlook={ahead} mayAct={mayAct} />
            ) : null}
            {ahead.status === 'settled' ? <CollectionCard plan={plan} period={code} /> : null}
            {isPublic ? (
              <Answer query={period}>
                {(shown) =>
                  shown.arithmetic ? <ArithmeticCard plan={plan} period={shown} arithmetic={shown.arithmetic} /> : null
                }
              </Answer>
            ) : null}
            {isPublic ? <PeriodCases plan={plan} period={code} /> : null}
          </>
        )}
      </Answer>
    </Page>
  )
}
