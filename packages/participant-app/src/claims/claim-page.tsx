import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceOptions, getPlansByPlanCalendarOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { ClaimActions } from './claim-actions.tsx'
import { illnessName, useClaimTerms } from './claim-terms.ts'
import { type ClaimView, nextStep, takesPapers } from './claim-view.ts'
import { EvidenceList } from './evidence-list.tsx'
import { History } from './history.tsx'
import { RefusalCard } from './refusal-card.tsx'
import { usePages } from './use-pages.ts'
import './claims.css'

/** A case: who does what by when, what has happened and why, what one can do about it. */
export default function ClaimPage() {
  const { reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const claim = useQuery({ ...getClaimsByReferenceOptions({ path: { reference } }), refetchInterval: 60_000 })
  return (
    <Page title={t('claim.title', { reference })} back="/claims">
      <Answer query={claim}>{(view) => <Case view={view} />}</Answer>
    </Page>
  )
}

function Case({ view }: { readonly view: ClaimView }) {
  const terms = useClaimTerms(view.plan, view.planVersion)
  return (
    <>
      <NextCard view={view} />
      {view.status === 'refused' || view.status === 'closed' ? <RefusalCard view={view} terms={terms.data} /> : null}
      <ClaimActions view={view} />
      <ClaimFacts view={view} />
      {view.evidence.length > 0 ? <EvidenceList view={view} /> : null}
      <History view={view} />
    </>
  )
}

function NextCard({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan: view.plan } }))
  const kept = usePages(view.caseReference)
  const terms = useClaimTerms(view.plan, view.planVersion)
  const { by, what, who } = nextStep(view, calendar.data, terms.data?.collection.payoutWithinDays)
  const sharing = calendar.data?.periods.find(({ period }) => period === view.period)?.sharingDay
  const waiting = kept.pages?.length ?? 0
  const tone = who === 'you' ? 'heed' : view.status === 'paid' ? 'good' : 'plain'
  return (
    <Card tone={tone} title={t(`statuses.${view.status as 'paid'}`)}>
      <p>{t(`next.${what as 'paid'}`)}</p>
      <Facts
        facts={[
          ...(who === 'nobody' ? [] : [[t('next.who'), t(`who-does.${who}`)] as const]),
          ...(by === null ? [] : [[t(`by.${who as 'you'}`), <CalendarDay key="by" day={by} />] as const]),
          ...(view.status === 'published' && sharing
            ? [[t('next.shared-on'), <CalendarDay key="shared" day={sharing} />] as const]
            : []),
          ...(who === 'board' && terms.data?.disputes.vote
            ? [[t('next.vote'), t('next.hours', { count: terms.data.disputes.vote.openHours })] as const]
            : []),
        ]}
      />
      {(who === 'reviewer' || who === 'investigator') && by === null ? (
        <p className="soft">{t('next.no-day')}</p>
      ) : null}
      {waiting > 0 ? <p>{t('pages.still-here', { count: waiting })}</p> : null}
      {takesPapers(view) ? (
        <Action kind={view.status === 'refused' ? 'second' : 'main'} to={`/claims/${view.caseReference}/papers`}>
          {t(view.status === 'evidence-requested' ? 'next.answer' : 'next.papers')}
        </Action>
      ) : null}
    </Card>
  )
}

function ClaimFacts({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const terms = useClaimTerms(view.plan, view.planVersion)
  const { cause, diagnosedOn, filedOn, hospital, illness, mild, payoutFen, period, plan } = view
  return (
    <Card title={t('claim.facts')}>
      <Facts
        facts={[
          [t('check.illness'), illness === 'other' ? t('illness.other') : pick(illnessName(terms.data, illness, mild))],
          [t('diagnosis.cause'), t(`causes.${cause as 'illness'}`)],
          [t('diagnosis.day'), <CalendarDay key="day" day={diagnosedOn} />],
          [t('diagnosis.hospital'), hospital],
          [t('claim.filed'), <CalendarDay key="filed" day={filedOn} />],
          [t('claim.payout'), <Amount key="payout" fen={payoutFen} whole />],
          [t('claim.rules'), t('claim.version', { version: view.planVersion })],
        ]}
      />
      <Link className="link-row" to={`/public/plans/${plan}?version=${view.planVersion}`}>
        {t('claim.read-rules')}
      </Link>
      {period === null ? null : (
        <Link className="link-row" to={`/public/plans/${plan}/periods/${period}`}>
          {t('claim.period', { period })}
        </Link>
      )}
    </Card>
  )
}
