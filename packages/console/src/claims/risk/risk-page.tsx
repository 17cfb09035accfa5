import { useQuery } from '@tanstack/react-query'
import {
  getPlansByPlanRiskWeightsChangesOptions,
  getPlansByPlanRiskWeightsOptions,
  useLanguage,
  useMe,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { planTerms } from '../../plan-terms.ts'
import { Card } from '../../ui/card.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/states.tsx'
import { TableWrap } from '../../ui/table-wrap.tsx'
import { ChangeList } from './change-list.tsx'
import { RiskForm } from './risk-form.tsx'
import './risk.css'

/** How much each risk signal weighs in a plan, which hospitals attest, and who changed it. */
export default function RiskPage() {
  const { t } = useTranslation('risk')
  const { pick } = useLanguage()
  const plan = useParams().plan ?? ''
  const me = useMe()
  const isOperator = me?.roles.includes('operator') ?? false
  const terms = useQuery(planTerms(plan)).data
  // What somebody is typing over is not asked for again by itself.
  const settings = useQuery({
    ...getPlansByPlanRiskWeightsOptions({ path: { plan } }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  })
  return (
    <Page title={t('title')}>
      {terms ? <p>{pick(terms.name)}</p> : null}
      <p>{t('how')}</p>
      {isOperator ? null : <p className="soft">{t('reader')}</p>}
      <Answer query={settings}>
        {(data) => <RiskForm key={data.edition} plan={plan} settings={data} mayWrite={isOperator} />}
      </Answer>
      <ChangesCard plan={plan} />
    </Page>
  )
}

function ChangesCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation(['risk', 'common'])
  const changes = useQuery(getPlansByPlanRiskWeightsChangesOptions({ path: { plan } }))
  return (
    <Card title={t('changes.title')}>
      <Answer query={changes}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('changes.none')}</p>
          ) : (
            <TableWrap label={t('changes.title')}>
              <table className="table">
                <thead>
                  <tr>
                    <th>{t('changes.at')}</th>
                    <th>{t('changes.by')}</th>
                    <th>{t('changes.what')}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.map((one) => (
                    <tr key={`${one.at} ${one.personId}`}>
                      <td>
                        <Moment at={one.at} />
                      </td>
                      <td>{one.name ?? t('common:person', { number: one.personId })}</td>
                      <td className="risk-change">
                        <ChangeList change={one} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableWrap>
          )
        }
      </Answer>
    </Card>
  )
}
