import { useQuery } from '@tanstack/react-query'
import { getVerdictsByDisputeOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { CountsPicture } from './counts-picture.tsx'
import { IllnessName } from './illness-name.tsx'
import { Reasons } from './reasons.tsx'
import { RecountCard } from './recount-card.tsx'
import './review-board.css'

/** One verdict, for anybody: its counts, the reasons of the jurors, and a recount that this browser makes. */
export default function VerdictPage() {
  const { dispute = '' } = useParams()
  const { t } = useTranslation('review-board')
  const verdict = useQuery(getVerdictsByDisputeOptions({ path: { dispute } }))
  return (
    <Page title={t('verdict.title', { dispute })} back="/public/verdicts">
      <Answer query={verdict}>
        {(found) => (
          <>
            <Card title={t(`outcomes.${found.outcome as 'upheld'}`)}>
              <CountsPicture verdict={found} />
              <p>{t(`outcomes-text.${found.outcome as 'upheld'}`)}</p>
              <Facts
                facts={[
                  [t('verdicts.illness'), <IllnessName key="illness" plan={found.plan} illness={found.illness} />],
                  [t('verdicts.clause'), found.clause],
                  [t('verdict.decided'), <CalendarDay key="day" day={found.decidedOn} />],
                  [t('verdict.mode'), t(found.mode === 'open' ? 'verdict.open' : 'verdict.panel')],
                ]}
              />
              {found.control ? <p className="soft">{t('verdict.control')}</p> : null}
            </Card>
            <Card title={t('verdict.about')}>
              <p className="quoted">{found.summary}</p>
            </Card>
            <RecountCard verdict={found} />
            <Reasons dispute={found.dispute} />
          </>
        )}
      </Answer>
    </Page>
  )
}
