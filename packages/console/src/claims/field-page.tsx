import { useLanguage } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { CaseFacts } from './case-facts.tsx'
import { FieldPhotos, RecordForm, ReportForm } from './field-forms.tsx'
import { FieldRecords } from './field-records.tsx'
import { PapersCard } from './papers-card.tsx'
import { useCase } from './use-case.ts'
import './claims.css'

/** A field check in the hand: what to look into, what was claimed, and what is recorded where one stands. */
export default function FieldPage() {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const reference = useParams().reference!
  const { desk, view } = useCase(reference)
  const [isDouble, setDouble] = useState(false)
  return (
    <Page title={t('field.page', { reference })} narrow>
      <Answer query={view}>
        {(found) => (
          <Answer query={desk}>
            {(work) => (
              <>
                <Card title={t('field.steps')}>
                  <ul className="plain-list">
                    {work.investigationSteps.map(({ code, text }) => (
                      <li key={code}>{pick(text)}</li>
                    ))}
                    {work.investigationSteps.length === 0 ? <li>{t('field.no-steps')}</li> : null}
                  </ul>
                </Card>
                {found.status === 'investigation' ? (
                  <>
                    <RecordForm reference={reference} />
                    <FieldPhotos reference={reference} />
                  </>
                ) : (
                  <p role="status">{t('field.over', { status: t(`status.${found.status as 'deciding'}`) })}</p>
                )}
                <FieldRecords reference={reference} />
                {found.status === 'investigation' ? <ReportForm reference={reference} /> : null}
                <CaseFacts view={found} />
                <PapersCard desk={work} reference={reference} isDouble={isDouble} setDouble={setDouble} />
              </>
            )}
          </Answer>
        )}
      </Answer>
    </Page>
  )
}
