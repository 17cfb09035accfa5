import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanJurorGuideResponse } from '@tongzhou/web-client'
import { getPlansByPlanJurorGuideOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import './review-board.css'

/** What a juror has to know, in plain words first, then clause by clause. Public: knowing it is the point. */
export default function GuidePage() {
  const { plan = '' } = useParams()
  const { t } = useTranslation('review-board')
  const guide = useQuery(getPlansByPlanJurorGuideOptions({ path: { plan } }))
  return (
    <Page title={t('guide.title')} back={`/board/jurors/${plan}`}>
      <Card title={t('guide.short')}>
        <ul className="points">
          <li>{t('guide.task')}</li>
          <li>{t('guide.rules')}</li>
          <li>{t('guide.secret')}</li>
          <li>{t('guide.alone')}</li>
          <li>{t('guide.near')}</li>
          <li>{t('guide.free')}</li>
        </ul>
      </Card>
      <Answer query={guide}>{(found) => <Clauses guide={found} />}</Answer>
    </Page>
  )
}

function Clauses({ guide: { clauses, exam, plan } }: { readonly guide: GetPlansByPlanJurorGuideResponse }) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  return (
    <>
      {exam ? (
        <Card title={t('guide.exam')}>
          <p>{t('guide.exam-text', { questions: exam.questions, passMark: exam.passMark, hours: exam.pauseHours })}</p>
          <Action to={`/board/jurors/${plan}/exam`}>{t('guide.to-exam')}</Action>
        </Card>
      ) : null}
      <h2>{t('guide.clauses')}</h2>
      {clauses.map(({ clause, explanations, text }) => (
        <details key={clause} className="fold card">
          <summary>
            {t('clause', { clause })} · {pick(text)}
          </summary>
          {explanations.length === 0 ? (
            <p className="soft">{t('guide.no-explanation')}</p>
          ) : (
            <ul className="points">
              {explanations.map((one) => (
                <li key={one.en}>{pick(one)}</li>
              ))}
            </ul>
          )}
        </details>
      ))}
    </>
  )
}
