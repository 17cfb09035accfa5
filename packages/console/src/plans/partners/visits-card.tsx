import { useQuery } from '@tanstack/react-query'
import { formatDay, getPartnersVisitsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { ExportRow, type FileColumn } from '../../ui/export-row.tsx'
import { Answer } from '../../ui/states.tsx'
import { TableWrap } from '../../ui/table-wrap.tsx'
import type { Partner } from './partner-list.ts'
import { byDay, sumsOf, sumsUntil, type VisitSum, type Visits } from './visits.ts'

interface CardProps {
  /** Those that are shown now. */
  readonly partners: readonly Partner[]
}

const fileColumns: readonly FileColumn<Visits['days'][number]>[] = [
  { name: 'code', kind: 'text', value: (one) => one.code },
  { name: 'day', kind: 'day', value: (one) => one.day },
  { name: 'visits', kind: 'count', value: (one) => one.visits },
]

/** How often somebody went on to each insurer. Nothing says who. */
export function VisitsCard({ partners }: CardProps) {
  const { t } = useTranslation('partners')
  const visits = useQuery(getPartnersVisitsOptions())
  return (
    <Card title={t('visits.title')}>
      <p className="soft">{t('visits.how')}</p>
      <Answer query={visits}>
        {(counted) =>
          counted.days.length === 0 ? (
            <p>{t('visits.none')}</p>
          ) : (
            <>
              <DayBars visits={counted} />
              <SumsTable visits={counted} partners={partners} />
              <ExportRow name="insurance-partner-visits" columns={fileColumns} load={async () => counted.days} />
            </>
          )
        }
      </Answer>
    </Card>
  )
}

/** A bar a day, all insurers together. The table below says the sums in figures, the file every day. */
function DayBars({ visits }: { readonly visits: Visits }) {
  const { t } = useTranslation('partners')
  const { language } = useLanguage()
  const days = byDay(visits)
  const most = days.reduce((top, one) => (one.visits > top.visits ? one : top))
  const count = new Intl.NumberFormat(language).format(most.visits)
  const top = t('visits.most', { count: most.visits, visits: count, day: formatDay(most.day, language) })
  return (
    <div className="visit-days">
      <p className="soft">{top}</p>
      <svg viewBox={`0 0 ${days.length} 100`} preserveAspectRatio="none" role="img" aria-label={t('visits.by-day')}>
        {days.map(({ day, visits: one }, at) =>
          one === 0 ? null : (
            <rect key={day} x={at} y={100 - (100 * one) / most.visits} width="1" height={(100 * one) / most.visits} />
          ),
        )}
      </svg>
      <p className="soft visit-days-ends">
        <time dateTime={visits.from}>{formatDay(visits.from, language)}</time>
        <time dateTime={visits.until}>{formatDay(visits.until, language)}</time>
      </p>
    </div>
  )
}

function SumsTable({ partners, visits }: CardProps & { readonly visits: Visits }) {
  const { t } = useTranslation('partners')
  const { pick } = useLanguage()
  const names = new Map(partners.map(({ code, name }) => [code, pick(name)]))
  const sums = sumsOf(visits, [...names.keys()])
  return (
    <TableWrap label={t('visits.title')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('visits.insurer')}</th>
            <th className="number">{t('visits.week')}</th>
            <th className="number">{t('visits.month')}</th>
            <th className="number">{t('visits.year')}</th>
          </tr>
        </thead>
        <tbody>
          {sums.map((one) => (
            <SumsRow key={one.code} sums={one}>
              {names.get(one.code) ?? t('visits.gone', { code: one.code })}
            </SumsRow>
          ))}
        </tbody>
        <tfoot>
          <SumsRow sums={sumsUntil(visits.days, visits.until)}>{t('visits.all')}</SumsRow>
        </tfoot>
      </table>
    </TableWrap>
  )
}

function SumsRow({ children, sums }: { readonly children: string; readonly sums: Omit<VisitSum, 'code'> }) {
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  return (
    <tr>
      <th scope="row">{children}</th>
      {[sums.week, sums.month, sums.year].map((count, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span stays where it is
        <td key={at} className="number">
          {number.format(count)}
        </td>
      ))}
    </tr>
  )
}
