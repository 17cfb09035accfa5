import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanVersionsResponse } from '@tongzhou/web-client'
import { getPlansByPlanVersionsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import type { PlanTerms } from '../plan-in-force.ts'
import { planVersion } from '../plan-version.ts'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import './plans.css'

/** A plan's rules: every clause in both languages, the illnesses, and every version there has been. */
export default function TermsPage() {
  const { plan: code = '' } = useParams()
  const [search] = useSearchParams()
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const versions = useQuery(getPlansByPlanVersionsOptions({ path: { plan: code } }))
  const terms = useQuery(planVersion(code, Number(search.get('version')) || null))
  return (
    <Page
      title={terms.data ? t('terms.title', { plan: pick(terms.data.name) }) : t('terms.title-short')}
      back="/public"
    >
      <Answer query={terms}>
        {(shown) => (
          <>
            <p>{pick(shown.summary)}</p>
            <p>
              {t('terms.version', { version: shown.version })} <CalendarDay day={shown.firstDay} />
            </p>
            <Clauses terms={shown} />
            <Illnesses terms={shown} />
            <Card title={t('versions.title')}>
              <Answer query={versions}>
                {(list) => <Versions plan={code} shown={shown.version} versions={list} />}
              </Answer>
            </Card>
            <Link className="link-row" to={`/public/plans/${code}/periods`}>
              {t('public.periods', { plan: pick(shown.name) })}
            </Link>
            <Link className="link-row" to="/public/not-insurance">
              {t('not.title')}
            </Link>
          </>
        )}
      </Answer>
    </Page>
  )
}

/** Both languages stand below each other: neither is a translation that counts for less. */
function Clauses({ terms }: { readonly terms: PlanTerms }) {
  const { t } = useTranslation('plans')
  const { language } = useLanguage()
  const order = language === 'en' ? (['en', 'zh'] as const) : (['zh', 'en'] as const)
  return (
    <Card title={t('terms.clauses')}>
      <dl className="clauses">
        {terms.clauses.map(({ id, text }) => (
          <div key={id} id={`clause-${id}`}>
            <dt>{id}</dt>
            {order.map((key, at) => (
              <dd key={key} lang={key === 'en' ? 'en' : 'zh-CN'} className={at === 0 ? undefined : 'soft'}>
                {text[key]}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Illnesses({ terms: { cover } }: { readonly terms: PlanTerms }) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  if (cover.illnesses.length === 0) return null
  return (
    <details className="card">
      <summary>{t('terms.illnesses', { count: cover.illnesses.length })}</summary>
      <ol className="points">
        {cover.illnesses.map(({ code, name }) => (
          <li key={code}>{pick(name)}</li>
        ))}
      </ol>
    </details>
  )
}

interface VersionsProps {
  readonly plan: string
  readonly shown: number
  readonly versions: GetPlansByPlanVersionsResponse
}

function Versions({ plan, shown, versions }: VersionsProps) {
  const { t } = useTranslation('plans')
  const newestFirst = versions.toSorted((one, other) => other.version - one.version)
  return (
    <>
      <p>{t('versions.kept')}</p>
      {newestFirst.map(({ contentSha256, firstDay, version }) => (
        <section key={version} className="version">
          <Facts
            facts={[
              [t('versions.number', { version }), <CalendarDay key="day" day={firstDay} />],
              [t('versions.hash'), <code key="hash">{contentSha256}</code>],
            ]}
          />
          {version === shown ? null : (
            <Link className="link-row" to={`/public/plans/${plan}?version=${version}`}>
              {t('versions.read', { version })}
            </Link>
          )}
          {version > 1 ? (
            <Link className="link-row" to={`/public/plans/${plan}/changes?from=${version - 1}&to=${version}`}>
              {t('versions.changes', { from: version - 1, to: version })}
            </Link>
          ) : null}
          <a className="link-row" href={`/plans/${plan}/versions/${version}`} download={`${plan}-${version}.json`}>
            {t('versions.download', { version })}
          </a>
        </section>
      ))}
    </>
  )
}
