import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { GetOfficeActsData, GetOfficeActsResponse } from '@tongzhou/web-client'
import { getOfficeActs, getStaffOptions } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import type { Office } from '../routes.tsx'
import { atOnce } from '../ui/at-once.ts'
import { ExportRow, type FileColumn } from '../ui/export-row.tsx'
import { Choice, TextField } from '../ui/fields.tsx'
import { loadAll, type Pages } from '../ui/list-table.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { kinds } from './kinds.ts'
import './staff.css'

type Query = GetOfficeActsData['query']
type Act = GetOfficeActsResponse['acts'][number]

const pageSize = 50
/** Of a file: the most that one answer holds. */
const actsAtOnce = 200

/** Who did what when, newest first; the address keeps what is looked for. */
export default function AuditPage() {
  const { t } = useTranslation(['staff', 'common'])
  const [search, setSearch] = useSearchParams()
  const query = queryOf(search)
  const acts = useInfiniteQuery({
    queryKey: ['office-acts', query],
    queryFn: async ({ pageParam }) => {
      const asked = { ...query, ...(pageParam && { before: pageParam }) }
      return (await getOfficeActs({ query: asked, throwOnError: true })).data
    },
    initialPageParam: '',
    getNextPageParam: ({ acts: page, more }) => (more ? page.at(-1)?.actNo : undefined),
  })
  const change = (part: Readonly<Record<string, string>>) => {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(part)) {
      if (value === '') next.delete(name)
      else next.set(name, value)
    }
    setSearch(next, atOnce)
  }
  return (
    <Page title={t('audit.title')}>
      <p>{t('audit.how')}</p>
      <Filters query={query} change={change} />
      <Answer query={acts}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.acts)
          return (
            <>
              <p role="status">{t(acts.hasNextPage ? 'audit.more-than' : 'audit.found', { count: found.length })}</p>
              {found.length > 0 ? <ActsTable acts={found} /> : null}
              {acts.hasNextPage ? (
                <div className="row">
                  <Button loading={acts.isFetchingNextPage} onClick={() => void acts.fetchNextPage()}>
                    {t('audit.older')}
                  </Button>
                </div>
              ) : null}
              {found.length > 0 ? (
                <ExportRow name="audit-trail" columns={columns} load={() => loadAll(actsFor(query))} />
              ) : null}
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

/** In files acts have the words of the API: another program reads them. */
const columns: readonly FileColumn<Act>[] = [
  { name: 'actNo', kind: 'count', value: (act) => act.actNo },
  { name: 'at', kind: 'moment', value: (act) => act.at },
  { name: 'personId', kind: 'text', value: (act) => act.personId },
  { name: 'name', kind: 'text', value: (act) => act.name },
  { name: 'role', kind: 'text', value: (act) => act.role },
  { name: 'kind', kind: 'text', value: (act) => act.kind },
  { name: 'about', kind: 'text', value: (act) => act.about.join(' ') },
]

/** Everything that is sought, not only what the page shows. */
const actsFor = (query: Query): Pages<Act> => ({
  pageSize: actsAtOnce,
  place: ({ actNo }) => actNo,
  load: async (before) => {
    const asked = { ...query, limit: actsAtOnce, ...(before && { before }) }
    return (await getOfficeActs({ query: asked, throwOnError: true })).data.acts
  },
})

function queryOf(search: URLSearchParams): Query {
  const asked: Record<string, string> = {}
  for (const name of ['person', 'kind', 'about', 'from', 'to']) {
    const value = search.get(name)
    if (value) asked[name] = value
  }
  return { ...asked, limit: pageSize }
}

interface FiltersProps {
  readonly query: Query
  readonly change: (part: Readonly<Record<string, string>>) => void
}

function Filters({ change, query }: FiltersProps) {
  const { t } = useTranslation(['staff', 'common'])
  const staff = useQuery(getStaffOptions()).data ?? []
  const [about, setAbout] = useState(query.about ?? '')
  return (
    <search>
      <form
        className="audit-filters"
        onSubmit={(event) => {
          event.preventDefault()
          change({ about: about.trim() })
        }}
      >
        <TextField
          label={t('audit.about')}
          value={about}
          onChange={setAbout}
          type="search"
          pattern="[0-9A-Za-z\-]*"
          maxLength={40}
        />
        <Choice
          label={t('audit.person')}
          none={t('audit.anybody')}
          value={query.person ?? ''}
          onChange={(person) => change({ person })}
          options={staff.map((one) => [one.personId, one.name ?? t('officer.number', { number: one.personId })])}
        />
        <Choice
          label={t('audit.kind')}
          none={t('audit.anything')}
          value={query.kind ?? ''}
          onChange={(kind) => change({ kind })}
          options={kinds.map((kind) => [kind, t(`acts.${kind}`)])}
        />
        <TextField label={t('audit.from')} value={query.from ?? ''} onChange={(from) => change({ from })} type="date" />
        <TextField label={t('audit.to')} value={query.to ?? ''} onChange={(to) => change({ to })} type="date" />
        <Button htmlType="submit">{t('audit.search')}</Button>
      </form>
    </search>
  )
}

function ActsTable({ acts }: { readonly acts: readonly Act[] }) {
  const { t } = useTranslation(['staff', 'common'])
  return (
    <TableWrap label={t('audit.title')}>
      <table className="table one-line">
        <thead>
          <tr>
            <th>{t('audit.at')}</th>
            <th>{t('audit.person')}</th>
            <th>{t('audit.office')}</th>
            <th>{t('audit.kind')}</th>
            <th>{t('audit.about')}</th>
          </tr>
        </thead>
        <tbody>
          {acts.map((act) => (
            <tr key={act.actNo}>
              <td>
                <Moment at={act.at} />
              </td>
              <td>
                <Actor act={act} />
              </td>
              <td>{t(`common:offices.${act.role as Office}`)}</td>
              <td>{isKnown(act.kind) ? t(`acts.${act.kind}`) : act.kind}</td>
              <td>
                <ul className="about-list">
                  {act.about.map((one) => (
                    <li key={one}>
                      <About one={one} />
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}

const isKnown = (kind: string): kind is (typeof kinds)[number] => (kinds as readonly string[]).includes(kind)

function Actor({ act }: { readonly act: Act }) {
  const { t } = useTranslation(['staff', 'common'])
  if (act.personId === null) return t('officer.terminal')
  return <Link to={`/staff/${act.personId}`}>{act.name ?? t('officer.number', { number: act.personId })}</Link>
}

/** What an act is about, in words: `claim/0123-4567` is a case. */
function About({ one }: { readonly one: string }) {
  const { t } = useTranslation(['staff', 'common'])
  const at = one.indexOf('/')
  const [word, rest] = [one.slice(0, at), one.slice(at + 1)]
  switch (word) {
    case 'claim':
    case 'dispute':
    case 'person':
    case 'participant':
    case 'juror':
    case 'plan':
    case 'period':
    case 'import':
    case 'joined':
    case 'refused':
    case 'rows':
      return t(`about.${word}`, { name: rest })
    case 'piece': {
      const [piece, of] = rest.split('-of-')
      return of === undefined ? t('about.piece', { piece }) : t('about.piece-of', { piece, of })
    }
    case 'office':
      return t(`common:offices.${rest as Office}`)
    case 'sign-in':
      return t(`method.${rest as 'code'}`)
    case 'sought-by':
      return t(`about.sought-by.${rest as 'phone'}`)
    case 'invitation':
      return t('about.invitation', { name: rest.slice(0, 8) })
    default:
      return one
  }
}
