import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanJurorResponse } from '@tongzhou/web-client'
import { getPlansByPlanJurorGuideOptions, getPlansByPlanJurorOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { Affiliations } from './affiliations.tsx'
import { JurorChanges } from './juror-changes.tsx'
import { Suspension } from './suspension.tsx'
import './review-board.css'

export type JurorRecord = GetPlansByPlanJurorResponse

/** My record as a juror of a plan, whether I may serve now, and the ways in and out. */
export default function JurorPage() {
  const { plan = '' } = useParams()
  const { t } = useTranslation('review-board')
  const record = useQuery(getPlansByPlanJurorOptions({ path: { plan } }))
  const guide = useQuery(getPlansByPlanJurorGuideOptions({ path: { plan } }))
  return (
    <Page title={t('juror.title')} back="/board">
      <Answer query={record}>
        {(found) => (
          <>
            <Standing record={found} />
            <JurorChanges record={found} examAsked={guide.data ? guide.data.exam !== null : null} />
            <Link className="link-row" to={`/public/juror-guide/${plan}`}>
              {t('board.guide')}
            </Link>
            {found.suspension ? <Suspension plan={plan} suspension={found.suspension} /> : null}
            {found.juror ? <Record record={found} /> : null}
            {found.juror ? <Affiliations plan={plan} counts={found.affiliations} /> : null}
          </>
        )}
      </Answer>
    </Page>
  )
}

function Standing({ record: { bars, juror } }: { readonly record: JurorRecord }) {
  const { t } = useTranslation('review-board')
  if (bars.length === 0) {
    return (
      <Card tone="good" title={t('juror.serving')}>
        <p>{t('juror.serving-text')}</p>
      </Card>
    )
  }
  const isOpen = !juror && bars.every((bar) => bar === 'not-a-juror')
  return (
    <Card tone={isOpen ? 'plain' : 'heed'} title={t(isOpen ? 'juror.may-become' : 'juror.not-now')}>
      {isOpen ? (
        <p>{t('juror.may-become-text')}</p>
      ) : (
        <ul className="points">
          {bars.map((bar) => (
            <li key={bar}>{t(`bars.${bar}`)}</li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Record({ record: { juror, services } }: { readonly record: JurorRecord }) {
  const { t } = useTranslation('review-board')
  const { attended, cases, controls, controlsRight, decided, secondsSpent, withMajority } = services
  return (
    <Card title={t('record.title')}>
      <Facts
        facts={[
          [t('record.since'), juror ? <CalendarDay key="since" day={juror.passedOn} /> : null],
          [t('record.cases'), cases],
          [t('record.attended'), t('record.of', { count: attended, all: cases })],
          [t('record.majority'), t('record.of', { count: withMajority, all: decided })],
          [t('record.controls'), t('record.of', { count: controlsRight, all: controls })],
          [t('record.minutes'), t('record.minutes-count', { count: (secondsSpent - (secondsSpent % 60)) / 60 })],
          [t('record.tickets'), juror?.weight],
        ]}
      />
      <p className="soft">{t('record.minority')}</p>
      {juror ? (
        <details className="fold">
          <summary>{t('record.secret')}</summary>
          <p>{t('record.secret-text')}</p>
          <p className="hash">{juror.secret}</p>
        </details>
      ) : null}
    </Card>
  )
}
