import { useQuery } from '@tanstack/react-query'
import { formatFen, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { type PlanTerms, planInForce } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { lastYear, type PeriodLine, pastPeriods } from './past-periods.ts'

/** A plan in plain words, before anything is asked: what is covered, what it cost others, what it is not. */
export default function PlanInWordsPage() {
  const { plan: code = '' } = useParams()
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const plan = useQuery(planInForce(code))
  const periods = useQuery(pastPeriods(code))
  return (
    <Page title={plan.data ? pick(plan.data.name) : t('words.title')} back="/join">
      <Answer query={plan}>
        {(terms) => (
          <>
            <Cover terms={terms} />
            <Card title={t('words.cost')}>
              <Answer query={periods}>{(lines) => <Cost lines={lines} terms={terms} />}</Answer>
            </Card>
            <Card tone="heed" title={t('words.not.title')}>
              <ul className="points">
                <li>{t('words.not.insurance')}</li>
                <li>{t('words.not.sum')}</li>
                <li>{t('words.not.past')}</li>
              </ul>
            </Card>
            <Action to={`/join/${code}/apply`}>{t('words.join')}</Action>
            <Link className="link-row" to={`/public/plans/${code}`}>
              {t('words.rules')}
            </Link>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Cover({ terms }: { readonly terms: PlanTerms }) {
  const { t } = useTranslation('participants')
  const { language } = useLanguage()
  const { cover, eligibility, waitingPeriod } = terms
  return (
    <Card title={t('words.covered')}>
      <ul className="points">
        {cover.payoutTiers.map(({ fromAgeYears, payoutFen, toAgeYears }) => (
          <li key={fromAgeYears}>
            {t('words.tier', {
              from: fromAgeYears,
              to: toAgeYears,
              sum: formatFen(BigInt(payoutFen), language, { whole: true }),
            })}
          </li>
        ))}
        {cover.causes.includes('illness') ? <li>{t('words.illnesses', { count: cover.illnesses.length })}</li> : null}
        {waitingPeriod.days > 0 ? <li>{t('words.waiting', { count: waitingPeriod.days })}</li> : null}
        {waitingPeriod.days > 0 && waitingPeriod.accidentsExempt ? <li>{t('words.accidents')}</li> : null}
        <li>
          {eligibility.minAgeYears === undefined
            ? t('words.ages-from-days', { from: eligibility.minAgeDays, to: eligibility.maxAgeYears })
            : t('words.ages', { from: eligibility.minAgeYears, to: eligibility.maxAgeYears })}
        </li>
        <li>{t('words.free')}</li>
      </ul>
    </Card>
  )
}

interface CostProps {
  readonly lines: readonly PeriodLine[]
  readonly terms: PlanTerms
}

function Cost({ lines, terms }: CostProps) {
  const { t } = useTranslation('participants')
  const { language } = useLanguage()
  const { capPerCaseFen, capPerYearFen, managementFeeBasisPoints } = terms.sharing
  const settled = lines.filter(({ shareFen }) => shareFen !== null)
  const year = lastYear(lines)
  return (
    <>
      {settled.length === 0 ? (
        <p>{t('words.no-period')}</p>
      ) : (
        <>
          <p>
            {t('words.year', { count: year.periods })}{' '}
            <strong className="large-figure">{formatFen(year.fen, language)}</strong>
          </p>
          <Facts
            facts={settled.slice(0, 3).map((line) => [
              <CalendarDay key={line.period} day={line.sharingDay} />,
              <span key={line.period}>
                <Amount fen={line.shareFen ?? '0'} /> · {t('words.cases', { count: line.cases ?? 0 })}
              </span>,
            ])}
          />
        </>
      )}
      <ul className="points">
        {capPerCaseFen === null ? null : (
          <li>{t('words.case-cap', { sum: formatFen(BigInt(capPerCaseFen), language) })}</li>
        )}
        {capPerYearFen === null ? null : (
          <li>{t('words.year-cap', { sum: formatFen(BigInt(capPerYearFen), language) })}</li>
        )}
        <li>{t('words.fee', { rate: managementFeeBasisPoints / 100 })}</li>
      </ul>
    </>
  )
}
