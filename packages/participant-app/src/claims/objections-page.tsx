import { useQuery } from '@tanstack/react-query'
import type { GetObjectionsResponse } from '@tongzhou/web-client'
import { getObjectionsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card, Facts } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import './claims.css'

type Objection = GetObjectionsResponse[number]

/** My objections to published cases, and what became of them. */
export default function ObjectionsPage() {
  const { t } = useTranslation('claims')
  const objections = useQuery(getObjectionsOptions())
  return (
    <Page title={t('objections.title')} back="/claims">
      <Answer query={objections}>
        {(list) =>
          list.length === 0 ? (
            <Empty>
              <p>{t('objections.none')}</p>
              <Link className="link-row" to="/public">
                {t('objections.to-public')}
              </Link>
            </Empty>
          ) : (
            list.map((one) => <ObjectionCard key={one.objectionId} one={one} />)
          )
        }
      </Answer>
    </Page>
  )
}

function ObjectionCard({ one }: { readonly one: Objection }) {
  const { t } = useTranslation('claims')
  const { answer, caseReference, mayDispute, objectionId, raisedAt, reason, state } = one
  return (
    <Card title={t(`objections.states.${state}`)} tone={mayDispute ? 'heed' : 'plain'}>
      <Facts facts={[[t('objections.raised'), <Moment key="raised" at={raisedAt} />]]} />
      <p className="quoted">{reason}</p>
      {answer === '' ? null : (
        <>
          <p className="soft">{t('objections.answer')}</p>
          <p className="quoted">{answer}</p>
        </>
      )}
      {mayDispute ? (
        <Link className="link-row" to={`/claims/objections/${caseReference}/${objectionId}`}>
          {t('objections.dispute', { reference: caseReference })}
        </Link>
      ) : null}
      <Link className="link-row" to={`/public/cases/${caseReference}`}>
        {t('objections.case', { reference: caseReference })}
      </Link>
    </Card>
  )
}
