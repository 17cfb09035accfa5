import { useQuery } from '@tanstack/react-query'
import { termName } from '@tongzhou/core'
import type { GetPlansByPlanDifferencesResponse, GetPlansByPlanVersionsResponse } from '@tongzhou/web-client'
import {
  getPlansByPlanDifferencesOptions,
  getPlansByPlanVersionsOptions,
  termInWords,
  useLanguage,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { planVersion } from '../plan-version.ts'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import './plans.css'

/** What changed between two versions of the rules, term by term. */
export default function ChangesPage() {
  const { plan = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const { t } = useTranslation('plans')
  const from = Number(search.get('from')) || 1
  const to = Number(search.get('to')) || 1
  const versions = useQuery(getPlansByPlanVersionsOptions({ path: { plan } }))
  const differences = useQuery(getPlansByPlanDifferencesOptions({ path: { plan }, query: { from, to } }))
  const choose = (changed: { from?: number; to?: number }) => {
    const next = { from, to, ...changed }
    setSearch({ from: String(next.from), to: String(next.to) }, { replace: true })
  }
  return (
    <Page title={t('changes.title')} back={`/public/plans/${plan}`}>
      <Answer query={versions}>
        {(list) => (
          <div className="versions-compared">
            <VersionChoice
              label={t('changes.from')}
              value={from}
              versions={list}
              choose={(one) => choose({ from: one })}
            />
            <VersionChoice label={t('changes.to')} value={to} versions={list} choose={(one) => choose({ to: one })} />
          </div>
        )}
      </Answer>
      <Answer query={differences}>{(list) => <Differences list={list} plan={plan} later={to} />}</Answer>
      <Link className="link-row" to={`/public/plans/${plan}?version=${to}`}>
        {t('versions.read', { version: to })}
      </Link>
    </Page>
  )
}

interface VersionChoiceProps {
  readonly label: string
  readonly value: number
  readonly versions: GetPlansByPlanVersionsResponse
  readonly choose: (version: number) => void
}

function VersionChoice({ choose, label, value, versions }: VersionChoiceProps) {
  const { t } = useTranslation('plans')
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => choose(Number(target.value))}>
        {versions.map(({ version }) => (
          <option key={version} value={version}>
            {t('versions.number', { version })}
          </option>
        ))}
      </select>
    </label>
  )
}

interface DifferencesProps {
  readonly list: GetPlansByPlanDifferencesResponse
  readonly plan: string
  readonly later: number
}

function Differences({ later, list, plan }: DifferencesProps) {
  const { t } = useTranslation('plans')
  const { language, pick } = useLanguage()
  const terms = useQuery(planVersion(plan, later))
  const illnesses = new Map(terms.data?.cover.illnesses.map(({ code, name }) => [code, pick(name)]))
  if (list.length === 0) return <p role="status">{t('changes.none')}</p>
  return (
    <>
      <p role="status">{t('changes.count', { count: list.length })}</p>
      {list.map(({ change, from, pointer, term, to }) => (
        <Card key={`${change} ${pointer}`} title={t(`changes.kinds.${change}`)}>
          <p className="soft">{termName(term, language === 'en' ? 'en' : 'zh', (entry) => illnesses.get(entry))}</p>
          {from === undefined ? null : (
            <p>
              {t('changes.before')} <del>{termInWords(pointer, from, language)}</del>
            </p>
          )}
          {to === undefined ? null : (
            <p>
              {t('changes.after')} <ins>{termInWords(pointer, to, language)}</ins>
            </p>
          )}
        </Card>
      ))}
    </>
  )
}
