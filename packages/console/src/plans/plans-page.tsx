import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetPlanDraftsResponse, GetPlansResponse } from '@tongzhou/web-client'
import {
  getPlanDraftsOptions,
  getPlansByPlanVersionsOptions,
  getPlansOptions,
  newKey,
  postPlanDrafts,
  useLanguage,
  useMe,
} from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { NewPlanForm } from './new-plan-form.tsx'
import './plans.css'

/** The plans with their versions and drafts. */
export default function PlansPage() {
  const { t } = useTranslation('plans')
  const mayWrite = useMe()?.roles.includes('operator') ?? false
  const plans = useQuery(getPlansOptions())
  const drafts = useQuery(getPlanDraftsOptions())
  return (
    <Page title={t('list.title')}>
      <p className="soft">{t('list.about')}</p>
      <Answer query={drafts}>{(list) => <DraftsCard drafts={list} />}</Answer>
      <Answer query={plans}>
        {(list) => (
          <>
            {list.map((plan) => (
              <PlanCard key={plan.plan} plan={plan} mayWrite={mayWrite} />
            ))}
          </>
        )}
      </Answer>
      {mayWrite ? <NewPlanForm /> : null}
    </Page>
  )
}

function DraftsCard({ drafts }: { readonly drafts: GetPlanDraftsResponse }) {
  const { t } = useTranslation('plans')
  const common = useTranslation().t
  const { pick } = useLanguage()
  if (drafts.length === 0) return null
  return (
    <Card title={t('drafts.title')}>
      <ul className="draft-list">
        {drafts.map(({ draft, firstDay, name, version, writtenAt, writtenBy }) => (
          <li key={draft}>
            <Link to={`/plan-drafts/${draft}`}>{t('drafts.open', { plan: pick(name), version })}</Link>
            <span>
              {t('drafts.from')} <CalendarDay day={firstDay} />
            </span>
            <span className="soft">
              {t('drafts.saved', { person: common('person', { number: writtenBy }) })} <Moment at={writtenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

interface PlanCardProps {
  readonly plan: GetPlansResponse[number]
  readonly mayWrite: boolean
}

function PlanCard({ mayWrite, plan }: PlanCardProps) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const versions = useQuery(getPlansByPlanVersionsOptions({ path: { plan: plan.plan } }))
  const name = pick(plan.name)
  return (
    <Card title={name}>
      <p>{pick(plan.summary)}</p>
      <Answer query={versions}>
        {(list) => (
          <TableWrap label={t('versions.title', { plan: name })}>
            <table className="table">
              <thead>
                <tr>
                  <th>{t('versions.version')}</th>
                  <th>{t('versions.first-day')}</th>
                  <th>{t('versions.adopted')}</th>
                  <th>{t('versions.look')}</th>
                </tr>
              </thead>
              <tbody>
                {list.toReversed().map(({ firstDay, loadedAt, version }) => (
                  <tr key={version}>
                    <td>
                      {version}{' '}
                      {plan.inForce?.version === version ? (
                        <span className="tag" data-tone="good">
                          {t('versions.in-force')}
                        </span>
                      ) : null}
                      {plan.next?.version === version ? (
                        <span className="tag" data-tone="heed">
                          {t('versions.next')}
                        </span>
                      ) : null}
                    </td>
                    <td>
                      <CalendarDay day={firstDay} />
                    </td>
                    <td>
                      <Moment at={loadedAt} />
                    </td>
                    <td>
                      <a href={`/app/public/plans/${plan.plan}?version=${version}`}>{t('versions.read')}</a>
                      {version > 1 ? (
                        <>
                          {' · '}
                          <Link to={`/plans/${plan.plan}/changes?from=${version - 1}&to=${version}`}>
                            {t('versions.changes')}
                          </Link>
                        </>
                      ) : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableWrap>
        )}
      </Answer>
      <p>
        <Link to={`/plans/${plan.plan}/risk`}>{t('versions.risk')}</Link>
      </p>
      {mayWrite ? <BeginDraft plan={plan.plan} name={name} /> : null}
    </Card>
  )
}

function BeginDraft({ name, plan }: { readonly plan: string; readonly name: string }) {
  const { t } = useTranslation('plans')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const begin = useMutation({
    mutationFn: () => postPlanDrafts({ body: { plan }, headers: { 'idempotency-key': newKey() }, throwOnError: true }),
    onSuccess: async ({ data }) => {
      await queries.invalidateQueries({ queryKey: getPlanDraftsOptions().queryKey })
      await navigate(`/plan-drafts/${data.draft}`)
    },
  })
  return (
    <div className="row">
      <Button loading={begin.isPending} onClick={() => begin.mutate()}>
        {t('drafts.begin', { plan: name })}
      </Button>
      {begin.error ? <FaultState fault={begin.error} /> : null}
    </div>
  )
}
