import { useQuery } from '@tanstack/react-query'
import type { GetCasesByReferenceResponse } from '@tongzhou/web-client'
import { getCasesByReferenceOptions, getPlansByPlanCalendarOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { illnessName, useClaimTerms } from './claim-terms.ts'
import './claims.css'

type PublicCase = GetCasesByReferenceResponse

/** What everybody may know of a case, and the way to object to it. */
export default function PublicCasePage() {
  const { reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const one = useQuery(getCasesByReferenceOptions({ path: { reference } }))
  return (
    <Page
      title={t('public.title', { reference })}
      back={one.data ? `/public/plans/${one.data.plan}/periods/${one.data.period}` : '/public'}
    >
      <Answer query={one}>
        {(shown) => (
          <>
            <PublicCaseCard one={shown} />
            <Objecting one={shown} />
          </>
        )}
      </Answer>
    </Page>
  )
}

export function PublicCaseCard({ one }: { readonly one: PublicCase }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const terms = useClaimTerms(one.plan)
  const { ageBand, daysSinceJoining, illness, mild, payoutFen, period, plan, publishedOn, region, status } = one
  return (
    <Card title={pick(illnessName(terms.data, illness, mild))}>
      <Facts
        facts={[
          [t('public.status'), t(`statuses.${status as 'paid'}`)],
          [t('claim.payout'), <Amount key="payout" fen={payoutFen} whole />],
          [t('public.age'), t('public.years', { years: ageBand })],
          ...(region === null ? [] : [[t('public.region'), <Region key="region" code={region} />] as const]),
          [t('public.joined'), t('public.days', { count: daysSinceJoining })],
          [t('public.published'), <CalendarDay key="published" day={publishedOn} />],
        ]}
      />
      <Link className="link-row" to={`/public/plans/${plan}/periods/${period}`}>
        {t('claim.period', { period })}
      </Link>
    </Card>
  )
}

function Region({ code }: { readonly code: string }) {
  const { t } = useTranslation('sharing')
  return t(`regions.${code as '11'}`)
}

function Objecting({ one }: { readonly one: PublicCase }) {
  const { t } = useTranslation('claims')
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan: one.plan } }))
  const today = calendar.data?.today
  if (one.objectionsUntil === null || (today !== undefined && today > one.objectionsUntil)) {
    return <p className="soft">{t('public.over')}</p>
  }
  return (
    <Card title={t('public.object-title')}>
      <p>{t('public.object-text')}</p>
      <p>
        {t('public.until')} <CalendarDay day={one.objectionsUntil} />
      </p>
      <Action kind="second" to={`/claims/object/${one.caseReference}`}>
        {t('public.object')}
      </Action>
    </Card>
  )
}
