import type {
  GetFinancePlansByPlanArrearsResponse,
  GetFinancePlansByPlanCollectionsResponse,
} from '@tongzhou/web-client'
import { getFinancePlansByPlanArrears, getFinancePlansByPlanCollections } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { type Column, type List, ListTable } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'

type Collection = GetFinancePlansByPlanCollectionsResponse[number]
type Arrear = GetFinancePlansByPlanArrearsResponse['arrears'][number]

const collectionsShown = 24
const arrearsShown = 100

/** How much of each period has come in, and who still owes. */
export default function CollectionsPage() {
  const { t } = useTranslation('payments')
  return (
    <Page title={t('collections.title')}>
      <ForPlan>
        {(plan) => (
          <>
            <Card title={t('collections.periods')}>
              <Collections plan={plan} />
            </Card>
            <Card title={t('arrears.title')}>
              <p className="soft">{t('arrears.text')}</p>
              <Arrears plan={plan} />
            </Card>
          </>
        )}
      </ForPlan>
    </Page>
  )
}

function Collections({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('payments')
  const columns: readonly Column<Collection>[] = [
    {
      name: 'periodCode',
      title: t('columns.period'),
      kind: 'text',
      value: (one) => one.periodCode,
      shown: (one) => <Link to={`/periods/${plan}/${one.periodCode}`}>{one.periodCode}</Link>,
    },
    { name: 'sharingDay', title: t('columns.sharing-day'), kind: 'day', value: (one) => one.sharingDay },
    { name: 'shareFen', title: t('columns.share'), kind: 'fen', value: (one) => one.shareFen },
    { name: 'shares', title: t('columns.shares'), kind: 'count', value: (one) => one.shares },
    { name: 'collected', title: t('columns.collected'), kind: 'count', value: (one) => one.collected },
    { name: 'collectedLate', title: t('columns.late'), kind: 'count', value: (one) => one.collectedLate },
    { name: 'openDebits', title: t('columns.open-debits'), kind: 'count', value: (one) => one.openDebits },
    { name: 'writtenOff', title: t('columns.written-off'), kind: 'count', value: (one) => one.writtenOff },
    { name: 'attempts', title: t('columns.attempts'), kind: 'count', value: (one) => one.attempts },
    { name: 'closedOn', title: t('columns.closed-on'), kind: 'day', value: (one) => one.closedOn },
  ]
  const list: List<Collection> = {
    key: ['collections', plan],
    pageSize: collectionsShown,
    place: (one) => one.sharingDay,
    load: async (after) => {
      const query = { after, limit: collectionsShown }
      return (await getFinancePlansByPlanCollections({ path: { plan }, query, throwOnError: true })).data
    },
  }
  return (
    <ListTable
      title={t('collections.periods')}
      file={`${plan}-collections`}
      list={list}
      columns={columns}
      rowKey={(one) => one.periodCode}
      none={t('collections.none')}
    />
  )
}

function Arrears({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('payments')
  const columns: readonly Column<Arrear>[] = [
    { name: 'participantId', title: t('columns.participant'), kind: 'text', value: (one) => one.participantId },
    {
      name: 'payerPersonId',
      title: t('columns.payer'),
      kind: 'text',
      value: (one) => one.payerPersonId,
      shown: (one) => <Link to={`/people/${one.payerPersonId}`}>{one.payerPersonId}</Link>,
    },
    { name: 'periodCode', title: t('columns.period'), kind: 'text', value: (one) => one.periodCode },
    { name: 'sharingDay', title: t('columns.sharing-day'), kind: 'day', value: (one) => one.sharingDay },
    { name: 'shareFen', title: t('columns.share'), kind: 'fen', value: (one) => one.shareFen },
    {
      name: 'writtenOff',
      title: t('columns.written-off'),
      kind: 'text',
      value: (one) => String(one.writtenOff),
      shown: (one) => t(one.writtenOff ? 'arrears.yes' : 'arrears.no'),
    },
  ]
  const list: List<Arrear> = {
    key: ['arrears', plan],
    pageSize: arrearsShown,
    place: (one) => `${one.participantId}-${one.periodId}`,
    load: (after) => readArrears(plan, after),
  }
  return (
    <ListTable
      title={t('arrears.title')}
      file={`${plan}-arrears`}
      list={list}
      columns={columns}
      rowKey={(one) => `${one.participantId}-${one.periodId}`}
      none={t('arrears.none')}
    />
  )
}

/** A page of unpaid shares. Where almost everybody has paid, the API answers before it has found as many as were asked for: it is asked on. */
async function readArrears(plan: string, after = '0-0'): Promise<readonly Arrear[]> {
  const found: Arrear[] = []
  let from: string | null = after
  while (from !== null && found.length < arrearsShown) {
    const query = { limit: arrearsShown - found.length, after: from }
    const answer = await getFinancePlansByPlanArrears({ path: { plan }, query, throwOnError: true })
    const page: GetFinancePlansByPlanArrearsResponse = answer.data
    found.push(...page.arrears)
    from = page.next
  }
  return found
}
