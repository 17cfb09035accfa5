import { useQuery } from '@tanstack/react-query'
import type { Period } from '@tongzhou/web-client'
import { getPlansByPlanPeriodsByPeriodOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { ArithmeticCard } from './arithmetic-card.tsx'
import { periodFile, readAllCasesOfPeriod } from './downloads.ts'
import { PublicCases } from './public-cases.tsx'
import { SaveButtons } from './save-buttons.tsx'

/** One period: what everybody paid, how that was reckoned, and whom it helped. */
export default function PeriodPage() {
  const { period: code = '', plan = '' } = useParams()
  const { t } = useTranslation('sharing')
  const path = { plan, period: code }
  const period = useQuery(getPlansByPlanPeriodsByPeriodOptions({ path }))
  return (
    <Page title={t('period.title', { period: code })} back={`/public/plans/${plan}/periods`}>
      <Answer query={period}>
        {(shown) => (
          <>
            <Figures period={shown} />
            {shown.arithmetic ? <ArithmeticCard plan={plan} period={shown} arithmetic={shown.arithmetic} /> : null}
            <PublicCases plan={plan} period={code} version={shown.planVersion} />
            <Card title={t('save.title-one')}>
              <p>{t('save.units')}</p>
              <SaveButtons
                name={`${plan}-${code}`}
                write={async (form) => periodFile(shown, await readAllCasesOfPeriod(path), form)}
              />
            </Card>
          </>
        )}
      </Answer>
    </Page>
  )
}

function Figures({ period }: { readonly period: Period }) {
  const { t } = useTranslation('sharing')
  const { cases, entry, objectionsUntil, participants, planVersion, publicityDay, shareFen, sharingDay } = period
  return (
    <Card title={t('period.figures')}>
      {shareFen === null ? (
        <p>{t('period.open')}</p>
      ) : (
        <p>
          {t('period.each')}{' '}
          <strong className="large-figure">
            <Amount fen={shareFen} />
          </strong>
        </p>
      )}
      <Facts
        facts={[
          [t('period.public-on'), <CalendarDay key="public" day={publicityDay} />],
          [t('period.objections'), <CalendarDay key="objections" day={objectionsUntil} />],
          [t('list.day'), <CalendarDay key="day" day={sharingDay} />],
          ...(cases === null ? [] : [[t('list.cases'), cases] as const]),
          ...(participants === null ? [] : [[t('list.participants'), participants] as const]),
          [t('period.version'), planVersion],
          ...(entry === null ? [] : [[t('period.entry'), <code key="entry">{entry}</code>] as const]),
        ]}
      />
    </Card>
  )
}
