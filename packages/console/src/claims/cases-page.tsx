import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GetReviewQueueResponse } from '@tongzhou/web-client'
import { getReviewCountsOptions, getReviewQueueOptions, useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { atOnce } from '../ui/at-once.ts'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { Waiting } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { RegionName } from '../ui/region-name.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { queuePageSize as pageSize, queueQuery, rememberQueue } from './queue-place.ts'
import './claims.css'

/** What stands first where work is handed out; the others are looked up. */
const statuses = [
  'desk-review',
  'investigation',
  'deciding',
  'second-approval',
  'published',
  'evidence-requested',
  'collecting-evidence',
  'disputed',
  'refused',
  'approved',
  'settled',
] as const

/** The queues: one status at a time with its count and oldest, filtered, ordered, searched; the address keeps what is chosen. */
export default function CasesPage() {
  const { t } = useTranslation('claims')
  const [search, setSearch] = useSearchParams()
  const me = useMe()
  const navigate = useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const query = queueQuery(search)
  useEffect(() => rememberQueue(search), [search])
  const counts = useQuery({ ...getReviewCountsOptions(), refetchInterval: 30_000 })
  const queue = useQuery({
    ...getReviewQueueOptions({ query }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const change = (part: Record<string, string>) => {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries({ offset: '', ...part })) {
      if (value === '') next.delete(name)
      else next.set(name, value)
    }
    setSearch(next, atOnce)
  }
  const first = queue.data?.cases[0]?.caseReference
  const shortcuts = useMemo(
    () => [
      { key: '/', text: t('keys.search'), press: () => field.current?.focus() },
      { key: 'o', text: t('keys.first'), press: () => first && void navigate(`/cases/${first}`) },
    ],
    [t, first, navigate],
  )
  useShortcuts(shortcuts)
  return (
    <Page title={t('cases.title')}>
      <Answer query={counts}>
        {(list) => {
          const now = Date.now()
          const found = new Map(list.map((one) => [one.status, one]))
          return (
            <nav aria-label={t('cases.queues')}>
              <ul className="queues">
                {statuses.map((status) => {
                  const count = found.get(status)
                  return (
                    <li key={status}>
                      <button
                        type="button"
                        aria-current={query.status === status ? 'page' : undefined}
                        onClick={() => change({ status })}
                      >
                        <span>{t(`status.${status}`)}</span>
                        <b>{count?.cases ?? 0}</b>
                        <small>
                          {count ? <Waiting since={count.oldest} now={now} /> : '–'}
                          {count && count.mine > 0 ? ` · ${t('cases.mine-count', { count: count.mine })}` : ''}
                          {count && count.openObjections > 0
                            ? ` · ${t('cases.objections', { count: count.openObjections })}`
                            : ''}
                        </small>
                      </button>
                    </li>
                  )
                })}
              </ul>
            </nav>
          )
        }}
      </Answer>
      <QueueFilters query={query} field={field} change={change} />
      <Answer query={queue}>
        {({ cases, total }) => (
          <>
            <p role="status">{t('cases.found', { count: total })}</p>
            <QueueTable cases={cases} mine={me?.personId ?? ''} />
            <Pager offset={query.offset ?? 0} total={total} change={change} />
          </>
        )}
      </Answer>
    </Page>
  )
}

interface QueueTableProps {
  readonly cases: readonly QueueLine[]
  readonly mine: string
}

type QueueLine = GetReviewQueueResponse['cases'][number]

function QueueTable({ cases, mine }: QueueTableProps) {
  const { t } = useTranslation('claims')
  const now = Date.now()
  return (
    <TableWrap label={t('cases.title')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('cases.reference')}</th>
            <th>{t('cases.illness')}</th>
            <th>{t('cases.region')}</th>
            <th className="number">{t('cases.payout')}</th>
            <th>{t('cases.filed')}</th>
            <th>{t('cases.waits')}</th>
            <th>{t('cases.due')}</th>
            <th className="number">{t('cases.risk')}</th>
            <th>{t('cases.holder')}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((line) => (
            <tr key={line.caseReference}>
              <td>
                <Link to={`/cases/${line.caseReference}`}>{line.caseReference}</Link>
              </td>
              <td>
                <IllnessName illness={line.illness} plan={line.plan} />
                {line.mild ? ` (${t('facts.mild')})` : ''}
              </td>
              <td>{line.region ? <RegionName region={line.region} /> : '–'}</td>
              <td className="number">
                <Amount fen={line.payoutFen} />
              </td>
              <td>
                <CalendarDay day={line.filedOn} />
              </td>
              <td>
                <Waiting since={line.statusSince} now={now} />
              </td>
              <td>{line.dueOn ? <CalendarDay day={line.dueOn} /> : '–'}</td>
              <td className="number">{line.riskScore ?? '–'}</td>
              <td>
                {line.holderPersonId === null ? (
                  <span className="soft">{t('cases.free')}</span>
                ) : (
                  <span className="tag" data-tone={line.holderPersonId === mine ? 'good' : 'heed'}>
                    {line.holderPersonId === mine ? t('cases.me') : t('cases.other', { person: line.holderPersonId })}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}

interface PagerProps {
  readonly offset: number
  readonly total: number
  readonly change: (part: Record<string, string>) => void
}

function Pager({ change, offset, total }: PagerProps) {
  const { t } = useTranslation('claims')
  if (total <= pageSize) return null
  return (
    <div className="row">
      <Button disabled={offset === 0} onClick={() => change({ offset: String(Math.max(0, offset - pageSize)) })}>
        {t('cases.before')}
      </Button>
      <span>{t('cases.range', { from: offset + 1, to: Math.min(offset + pageSize, total), total })}</span>
      <Button disabled={offset + pageSize >= total} onClick={() => change({ offset: String(offset + pageSize) })}>
        {t('cases.after')}
      </Button>
    </div>
  )
}
