import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getPlansByPlanPeriodsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { type PeriodLine, periodsFile, readAllPeriods } from './downloads.ts'
import { Pages } from './pages.tsx'
import { SaveButtons } from './save-buttons.tsx'
import { ShareChart } from './share-chart.tsx'
import './sharing.css'

const pageSize = 24

/** All periods of a plan, newest first, a year on a page: as many as there are, the page stays as light. */
export default function PeriodsPage() {
  const { plan = '' } = useParams()
  const [search] = useSearchParams()
  const { t } = useTranslation('sharing')
  const at = Math.max(1, Number(search.get('page')) || 1)
  const query = { limit: pageSize + 1, offset: (at - 1) * pageSize }
  const periods = useQuery({
    ...getPlansByPlanPeriodsOptions({ path: { plan }, query }),
    placeholderData: keepPreviousData,
  })
  return (
    <Page title={t('list.title')} back={`/public/plans/${plan}`}>
      <p>{t('list.what')}</p>
      <Answer query={periods}>
        {(lines) => {
          const shown = lines.slice(0, pageSize)
          if (shown.length === 0) return <Empty>{t('list.none')}</Empty>
          return (
            <>
              <ShareChart periods={shown} />
              <ul className="period-list">
                {shown.map((line) => (
                  <li key={line.period}>
                    <PeriodCard line={line} plan={plan} />
                  </li>
                ))}
              </ul>
              <Pages label={t('pages.label')} at={at} hasOlder={lines.length > pageSize} />
              <Card title={t('save.title')}>
                <p>{t('save.units')}</p>
                <SaveButtons
                  name={`${plan}-periods`}
                  write={async (form) => periodsFile(await readAllPeriods(plan), form)}
                />
              </Card>
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function PeriodCard({ line, plan }: { readonly line: PeriodLine; readonly plan: string }) {
  const { t } = useTranslation('sharing')
  const { cases, participants, period, shareFen, sharingDay } = line
  return (
    <Card
      title={
        <Link className="link-row" to={`/public/plans/${plan}/periods/${period}`}>
          {t('list.period', { period })}
        </Link>
      }
    >
      <Facts
        facts={[
          [t('list.day'), <CalendarDay key="day" day={sharingDay} />],
          [t('steps.share.name'), shareFen === null ? t('list.not-yet') : <Amount key="share" fen={shareFen} />],
          ...(cases === null ? [] : [[t('list.cases'), cases] as const]),
          ...(participants === null ? [] : [[t('list.participants'), participants] as const]),
        ]}
      />
    </Card>
  )
}
