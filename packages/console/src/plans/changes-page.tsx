import { useQuery } from '@tanstack/react-query'
import { getPlansByPlanDifferencesOptions, getPlansByPlanVersionsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { planTerms } from '../plan-terms.ts'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { Differences } from './differences.tsx'
import './plans.css'

/** Two versions of a plan, compared in words. */
export default function ChangesPage() {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const plan = useParams().plan!
  const [search, setSearch] = useSearchParams()
  const from = Number(search.get('from')) || 1
  const to = Number(search.get('to')) || 1
  const versions = useQuery(getPlansByPlanVersionsOptions({ path: { plan } }))
  const differences = useQuery(getPlansByPlanDifferencesOptions({ path: { plan }, query: { from, to } }))
  const terms = useQuery(planTerms(plan, to)).data
  const illnesses = new Map(terms?.cover.illnesses.map(({ code, name }) => [code, pick(name)]))
  const choose = (side: 'from' | 'to') => (version: string) =>
    setSearch({ from: String(from), to: String(to), [side]: version }, { replace: true })
  return (
    <Page
      title={t('changes.title', { plan: terms ? pick(terms.name) : plan })}
      actions={<Link to="/plans">{t('back')}</Link>}
      narrow
    >
      <Answer query={versions}>
        {(list) => {
          const options = list.map(({ version }) => [String(version), t('versions.number', { version })] as const)
          return (
            <div className="terms">
              <Choice label={t('changes.from')} value={String(from)} onChange={choose('from')} options={options} />
              <Choice label={t('changes.to')} value={String(to)} onChange={choose('to')} options={options} />
            </div>
          )
        }}
      </Answer>
      <Card title={t('changes.what')}>
        <Answer query={differences}>{(list) => <Differences list={list} illnesses={illnesses} />}</Answer>
      </Card>
    </Page>
  )
}
