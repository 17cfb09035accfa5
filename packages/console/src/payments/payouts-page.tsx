import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GetFinancePlansByPlanPayoutsResponse } from '@tongzhou/web-client'
import {
  getFinancePlansByPlanPayouts,
  postFinancePayoutsByReferencePartsByPartRetry,
  useMe,
} from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { type Column, type List, ListTable } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { FaultState } from '../ui/states.tsx'

type Part = GetFinancePlansByPlanPayoutsResponse[number]

const pageSize = 50

/** The parts of payouts by their state: what failed comes first, and is tried again here. */
export default function PayoutsPage() {
  const { t } = useTranslation('payments')
  return (
    <Page title={t('payouts.title')}>
      <ForPlan>
        {(plan) =>
          (['failed', 'open', 'paid'] as const).map((state) => (
            <Card key={state} title={t(`payouts.states.${state}`)}>
              <Parts plan={plan} state={state} />
            </Card>
          ))
        }
      </ForPlan>
    </Page>
  )
}

function Parts({ plan, state }: { readonly plan: string; readonly state: Part['state'] }) {
  const { t } = useTranslation('payments')
  const me = useMe()
  const columns: readonly Column<Part>[] = [
    { name: 'caseReference', title: t('columns.case'), kind: 'text', value: (part) => part.caseReference },
    { name: 'partNo', title: t('columns.part'), kind: 'count', value: (part) => part.partNo },
    { name: 'participantId', title: t('columns.participant'), kind: 'text', value: (part) => part.participantId },
    { name: 'amountFen', title: t('columns.amount'), kind: 'fen', value: (part) => part.amountFen },
    { name: 'attempts', title: t('columns.attempts'), kind: 'count', value: (part) => part.attempts },
  ]
  const failed: Column<Part> = {
    name: 'reason',
    title: t('columns.reason'),
    kind: 'text',
    value: (part) => part.reason,
    shown: (part) => (
      <div className="stack">
        {t(`reasons.${part.reason as 'account-closed'}`)}
        {me?.roles.includes('finance') ? <Retry part={part} /> : null}
      </div>
    ),
  }
  const list: List<Part> = {
    key: ['payouts', plan, state],
    pageSize,
    place: (part) => `${part.caseReference}.${part.partNo}`,
    load: async (after) => {
      const query = { state, after, limit: pageSize }
      return (await getFinancePlansByPlanPayouts({ path: { plan }, query, throwOnError: true })).data
    },
  }
  return (
    <ListTable
      title={t(`payouts.states.${state}`)}
      file={`${plan}-payouts-${state}`}
      list={list}
      columns={state === 'failed' ? [...columns, failed] : columns}
      rowKey={(part) => `${part.caseReference}.${part.partNo}`}
      none={t('payouts.none')}
    />
  )
}

function Retry({ part }: { readonly part: Part }) {
  const { t } = useTranslation('payments')
  const queries = useQueryClient()
  // Each attempt is a command of its own.
  const draft = useDraft(`payout.${part.caseReference}.${part.partNo}.${part.attempts}`, {})
  const retry = useMutation({
    mutationFn: () =>
      postFinancePayoutsByReferencePartsByPartRetry({
        path: { reference: part.caseReference, part: part.partNo },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: () => {
      draft.discard()
      return queries.invalidateQueries()
    },
  })
  return (
    <div>
      <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
        {t('payouts.retry', { case: part.caseReference, part: part.partNo })}
      </Button>
      {retry.error ? <FaultState fault={retry.error} /> : null}
    </div>
  )
}
