import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import type { CaseView } from './use-case.ts'

/** What was claimed. */
export function CaseFacts({ view }: { readonly view: CaseView }) {
  const { t } = useTranslation('claims')
  return (
    <Card title={t('facts.title')}>
      <Facts
        facts={[
          [
            t('facts.illness'),
            <span key="illness">
              <IllnessName illness={view.illness} plan={view.plan} />
              {view.mild ? ` (${t('facts.mild')})` : ''}
            </span>,
          ],
          [t('facts.cause'), t(`facts.causes.${view.cause as 'illness'}`)],
          [t('facts.diagnosed'), <CalendarDay key="diagnosed" day={view.diagnosedOn} />],
          [t('facts.hospital'), view.hospital],
          [t('facts.payout'), <Amount key="payout" fen={view.payoutFen} />],
          [t('facts.filed'), <CalendarDay key="filed" day={view.filedOn} />],
          [t('facts.plan'), t('facts.version', { plan: view.plan, version: view.planVersion })],
        ]}
      />
      {view.evidenceDueOn ? (
        <p>
          {t('facts.evidence-due')} <CalendarDay day={view.evidenceDueOn} />
        </p>
      ) : null}
    </Card>
  )
}
