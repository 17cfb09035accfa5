import type { GetPlansByPlanPeriodsByPeriodCasesResponse } from '@tongzhou/web-client'
import { getPlansByPlanPeriodsByPeriodCases } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { type Column, type List, ListTable } from '../ui/list-table.tsx'
import { RegionName } from '../ui/region-name.tsx'

type Case = GetPlansByPlanPeriodsByPeriodCasesResponse[number]

const casesShown = 100

interface PeriodCasesProps {
  readonly plan: string
  readonly period: string
}

/** The public cases of a period, as everybody sees them. */
export function PeriodCases({ period, plan }: PeriodCasesProps) {
  const { t } = useTranslation('sharing')
  const columns: readonly Column<Case>[] = [
    { name: 'caseReference', title: t('cases.reference'), kind: 'text', value: (one) => one.caseReference },
    {
      name: 'illness',
      title: t('cases.illness'),
      kind: 'text',
      value: (one) => one.illness,
      shown: (one) => <IllnessName illness={one.illness} plan={plan} />,
    },
    {
      name: 'region',
      title: t('cases.region'),
      kind: 'text',
      value: (one) => one.region,
      shown: (one) => (one.region ? <RegionName region={one.region} /> : '–'),
    },
    { name: 'payoutFen', title: t('steps.payouts.name'), kind: 'fen', value: (one) => one.payoutFen },
    {
      name: 'status',
      title: t('periods.status'),
      kind: 'text',
      value: (one) => one.status,
      shown: (one) => t(`case-status.${one.status as 'published'}`),
    },
  ]
  const list: List<Case> = {
    key: ['cases-of-period', plan, period],
    pageSize: casesShown,
    place: (one) => one.caseReference,
    load: async (after) => {
      const query = { limit: casesShown, ...(after === undefined ? {} : { after }) }
      return (await getPlansByPlanPeriodsByPeriodCases({ path: { plan, period }, query, throwOnError: true })).data
    },
  }
  return (
    <Card title={t('cases.title')}>
      <ListTable
        title={t('cases.title')}
        file={`${plan}-${period}-cases`}
        list={list}
        columns={columns}
        rowKey={(one) => one.caseReference}
        none={t('cases.none')}
      />
    </Card>
  )
}
