import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanCalendarResponse, GetPlansByPlanPeriodsResponse } from '@tongzhou/web-client'
import {
  daysBetween,
  getPlansByPlanCalendarOptions,
  getPlansByPlanPeriodsOptions,
  useLanguage,
} from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { PeriodStatus } from './period-status.tsx'
import { PeriodsExport } from './periods-export.tsx'

const pageSize = 24

/** The calendar of a plan: what is to do in the periods that are on or come next, and all that were published, newest first. */
export default function PeriodsPage() {
  const { t } = useTranslation('sharing')
  return (
    <Page title={t('periods.title')}>
      <ForPlan>
        {(plan) => (
          <>
            <Ahead plan={plan} />
            <Periods plan={plan} />
          </>
        )}
      </ForPlan>
    </Page>
  )
}

interface PlanProps {
  readonly plan: string
}

/** A page of the published periods; the address keeps which. */
function Periods({ plan }: PlanProps) {
  const { t } = useTranslation('sharing')
  const [search, setSearch] = useSearchParams()
  const offset = Number(search.get('offset') ?? 0)
  const turn = (to: number) => setSearch({ plan, offset: String(to) })
  const periods = useQuery({ ...periodsFrom(plan, offset), placeholderData: keepPreviousData })
  return (
    <Answer query={periods}>
      {(list) => (
        <>
          <PeriodTable plan={plan} periods={list} />
          {list.length > 0 ? <PeriodsExport plan={plan} /> : null}
          {offset > 0 || list.length === pageSize ? (
            <div className="row">
              <Button disabled={offset === 0} onClick={() => turn(Math.max(0, offset - pageSize))}>
                {t('periods.newer')}
              </Button>
              <Button disabled={list.length < pageSize} onClick={() => turn(offset + pageSize)}>
                {t('periods.older')}
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Answer>
  )
}

function periodsFrom(plan: string, offset: number) {
  return getPlansByPlanPeriodsOptions({ path: { plan }, query: { limit: pageSize, offset } })
}

/** The next days of the calendar, and what was not closed on its day, whatever page of the periods is shown. */
function Ahead({ plan }: PlanProps) {
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan } }))
  const newest = useQuery(periodsFrom(plan, 0))
  return (
    <Answer query={calendar}>
      {(days) => (
        <Answer query={newest}>{(periods) => <AheadCard plan={plan} calendar={days} periods={periods} />}</Answer>
      )}
    </Answer>
  )
}

interface AheadCardProps extends PlanProps {
  readonly calendar: GetPlansByPlanCalendarResponse
  readonly periods: GetPlansByPlanPeriodsResponse
}

function AheadCard({ calendar, periods, plan }: AheadCardProps) {
  const { t } = useTranslation('sharing')
  const { today } = calendar
  const coming = new Set(calendar.periods.map(({ period }) => period))
  const overdue = periods.filter(({ period, status }) => status !== 'settled' && !coming.has(period))
  const lines = [...overdue.toReversed(), ...calendar.periods].map((one) => ({
    ...one,
    status: periods.find(({ period }) => period === one.period)?.status ?? 'open',
  }))
  return (
    <Card title={t('ahead.title')} tone={overdue.length > 0 ? 'heed' : 'plain'}>
      <p>
        {t('ahead.today')} <CalendarDay day={today} />
      </p>
      <ul className="plain-list">
        {lines.map(({ objectionsUntil, period, publicityDay, sharingDay, status }) => (
          <li key={period}>
            <Link to={`/periods/${plan}/${period}`}>{period}</Link> <PeriodStatus status={status} />{' '}
            <Due
              today={today}
              day={status === 'open' ? publicityDay : sharingDay}
              what={status === 'open' ? 'publish' : status === 'settled' ? 'settled' : 'close'}
            />
            {status === 'open' || status === 'settled' ? null : (
              <span className="soft">
                {' · '}
                {t('ahead.objections')} <CalendarDay day={objectionsUntil} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

interface DueProps {
  readonly today: string
  readonly day: string
  readonly what: 'publish' | 'close' | 'settled'
}

function Due({ day, today, what }: DueProps) {
  const { t } = useTranslation('sharing')
  if (what === 'settled') return null
  const days = daysBetween(today, day)
  return (
    <span>
      {t(`ahead.${what}`)} <CalendarDay day={day} />{' '}
      <b className="tag" data-tone={days < 0 ? 'wrong' : days === 0 ? 'heed' : undefined}>
        {days === 0 ? t('ahead.now') : days < 0 ? t('ahead.late', { count: -days }) : t('ahead.in', { count: days })}
      </b>
    </span>
  )
}

function PeriodTable({ periods, plan }: { readonly plan: string; readonly periods: GetPlansByPlanPeriodsResponse }) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  if (periods.length === 0) return <p className="soft">{t('periods.none')}</p>
  return (
    <TableWrap label={t('periods.title')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('periods.period')}</th>
            <th>{t('periods.status')}</th>
            <th>{t('days.publicity')}</th>
            <th>{t('days.sharing')}</th>
            <th className="number">{t('periods.cases')}</th>
            <th className="number">{t('periods.participants')}</th>
            <th className="number">{t('steps.payouts.name')}</th>
            <th className="number">{t('steps.share.name')}</th>
            <th className="number">{t('steps.carry-out.name')}</th>
          </tr>
        </thead>
        <tbody>
          {periods.map((one) => (
            <tr key={one.period}>
              <td>
                <Link to={`/periods/${plan}/${one.period}`}>{one.period}</Link>
              </td>
              <td>
                <PeriodStatus status={one.status} />
              </td>
              <td>
                <CalendarDay day={one.publicityDay} />
              </td>
              <td>
                <CalendarDay day={one.sharingDay} />
              </td>
              <td className="number">{one.cases ?? '–'}</td>
              <td className="number">
                {one.participants === null ? '–' : new Intl.NumberFormat(language).format(BigInt(one.participants))}
              </td>
              {[one.payoutsFen, one.shareFen, one.carryOutFen].map((fen, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
                <td className="number" key={column}>
                  {fen === null ? '–' : <Amount fen={fen} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}
