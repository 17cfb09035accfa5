import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { RegionName } from '../ui/region-name.tsx'
import type { Desk } from './use-case.ts'

interface ClaimantCardProps {
  readonly claimant: Desk['claimant']
  readonly reference: string
}

/** The claimant in the plan: since when, what was declared at joining, and their other cases. */
export function ClaimantCard({ claimant, reference }: ClaimantCardProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const asked = claimant.declaration.filter(({ answer }) => answer !== null)
  const notAsked = claimant.declaration.filter(({ answer }) => answer === null)
  const others = claimant.cases.filter((one) => one.caseReference !== reference)
  return (
    <Card title={t('claimant.title')}>
      <Facts
        facts={[
          [t('claimant.name'), claimant.name ?? t('claimant.erased')],
          [t('claimant.age'), t('claimant.years', { count: claimant.ageAtDiagnosis })],
          [t('claimant.region'), claimant.region ? <RegionName key="region" region={claimant.region} /> : '–'],
          [t('claimant.relation'), t(`claimant.relations.${claimant.relation as 'self'}`)],
          ...(claimant.payerName ? [[t('claimant.payer'), claimant.payerName] as const] : []),
          [t('claimant.joined'), <CalendarDay key="joined" day={claimant.joinedOn} />],
          [t('claimant.covered'), <CalendarDay key="covered" day={claimant.coveredFrom} />],
          ...(claimant.endedOn
            ? [[t('claimant.ended'), <CalendarDay key="ended" day={claimant.endedOn} />] as const]
            : []),
        ]}
      />
      <h3>{t('claimant.cases')}</h3>
      {others.length === 0 ? (
        <p className="soft">{t('claimant.no-cases')}</p>
      ) : (
        <ul className="plain-list">
          {others.map((one) => (
            <li key={one.caseReference}>
              <Link to={`/cases/${one.caseReference}`}>{one.caseReference}</Link>{' '}
              <IllnessName illness={one.illness} plan={one.plan} /> · <Amount fen={one.payoutFen} /> ·{' '}
              {t(`status.${one.status as 'paid'}`)} · <CalendarDay day={one.filedOn} />
            </li>
          ))}
        </ul>
      )}
      <h3>{t('claimant.declaration')}</h3>
      <ul className="plain-list">
        {asked.map(({ answer, code, question }) => (
          <li key={code}>
            {pick(question)} <b>{t(answer ? 'claimant.yes' : 'claimant.no')}</b>
          </li>
        ))}
      </ul>
      {notAsked.length === 0 ? null : (
        <details>
          <summary>{t('claimant.not-asked', { count: notAsked.length })}</summary>
          <ul className="plain-list">
            {notAsked.map(({ code, question }) => (
              <li key={code}>{pick(question)}</li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}
