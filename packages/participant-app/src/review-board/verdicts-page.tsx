import { useQuery } from '@tanstack/react-query'
import type { GetVerdictsResponse } from '@tongzhou/web-client'
import { getPlansOptions, getVerdictsOptions, useLanguage } from '@tongzhou/web-client'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { planInForce } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { CountsPicture } from './counts-picture.tsx'
import { IllnessName } from './illness-name.tsx'
import './review-board.css'

const atOnce = 20

/** The library of verdicts, for anybody: by plan, illness and clause. What is looked for stands in the address. */
export default function VerdictsPage() {
  const { t } = useTranslation('review-board')
  const [search, setSearch] = useSearchParams()
  const from = Number(search.get('from') ?? '0')
  const offset = Number.isSafeInteger(from) && from > 0 ? from : 0
  const wanted = Object.fromEntries(
    ['plan', 'illness', 'clause'].map((name) => [name, search.get(name) ?? '']).filter(([, value]) => value !== ''),
  ) as Wanted
  const verdicts = useQuery(getVerdictsOptions({ query: { ...wanted, limit: atOnce, offset } }))
  const to = (place: number) => `?${new URLSearchParams({ ...wanted, from: String(place) })}`
  return (
    <Page title={t('verdicts.title')}>
      <p>{t('verdicts.what')}</p>
      <Filters wanted={wanted} choose={(next) => setSearch(next)} />
      <Answer query={verdicts}>
        {(list) => (
          <>
            {list.length === 0 ? <Empty>{t('verdicts.none')}</Empty> : null}
            {list.map((verdict) => (
              <VerdictCard key={verdict.dispute} verdict={verdict} />
            ))}
            {list.length === atOnce ? (
              <Action kind="second" to={to(offset + atOnce)}>
                {t('verdicts.older')}
              </Action>
            ) : null}
            {offset > 0 ? (
              <Action kind="second" to={to(Math.max(0, offset - atOnce))}>
                {t('verdicts.newer')}
              </Action>
            ) : null}
          </>
        )}
      </Answer>
    </Page>
  )
}

type Wanted = Readonly<Record<string, string>>

interface FiltersProps {
  readonly wanted: Wanted
  readonly choose: (wanted: Wanted) => void
}

function Filters({ choose, wanted }: FiltersProps) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const plans = useQuery(getPlansOptions())
  const { plan = '' } = wanted
  const terms = useQuery({ ...planInForce(plan), enabled: plan !== '' }).data
  const put = (name: string) => (value: string) => {
    const { [name]: _before, ...others } = name === 'plan' ? {} : wanted
    choose(value === '' ? others : { ...others, [name]: value })
  }
  return (
    <div className="filters">
      <Filter
        label={t('verdicts.plan')}
        value={plan}
        onChange={put('plan')}
        options={(plans.data ?? []).map((one) => [one.plan, pick(one.name)])}
      />
      {terms ? (
        <>
          <Filter
            label={t('verdicts.illness')}
            value={wanted.illness ?? ''}
            onChange={put('illness')}
            options={terms.cover.illnesses.map(({ code, name }) => [code, pick(name)])}
          />
          <Filter
            label={t('verdicts.clause')}
            value={wanted.clause ?? ''}
            onChange={put('clause')}
            options={terms.clauses.map(({ id }) => [id, t('clause', { clause: id })])}
          />
        </>
      ) : null}
    </div>
  )
}

interface FilterProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, text: string])[]
}

function Filter({ label, onChange, options, value }: FilterProps) {
  const { t } = useTranslation('review-board')
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('verdicts.all')}</option>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}

function VerdictCard({ verdict }: { readonly verdict: GetVerdictsResponse[number] }) {
  const { t } = useTranslation('review-board')
  const { clause, decidedOn, dispute, illness, outcome, plan, summary } = verdict
  return (
    <Card title={<IllnessName plan={plan} illness={illness} />}>
      <p>
        <strong>{t(`outcomes.${outcome as 'upheld'}`)}</strong> · {t('clause', { clause })} ·{' '}
        <CalendarDay day={decidedOn} />
      </p>
      <p className="quoted">{summary}</p>
      <CountsPicture verdict={verdict} />
      <Link className="link-row" to={`/public/verdicts/${dispute}`}>
        {t('verdicts.look', { dispute })}
      </Link>
    </Card>
  )
}
