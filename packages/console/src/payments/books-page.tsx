import { useQuery } from '@tanstack/react-query'
import type {
  GetFinancePlansByPlanControlAccountsResponse,
  GetFinancePlansByPlanTrialBalanceResponse,
} from '@tongzhou/web-client'
import {
  getFinancePlansByPlanControlAccountsOptions,
  getFinancePlansByPlanTrialBalanceOptions,
  useMe,
} from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { Card } from '../ui/card.tsx'
import { type Column, DataTable } from '../ui/list-table.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { OperatorMoney } from './operator-money.tsx'

type Line = GetFinancePlansByPlanTrialBalanceResponse['lines'][number]
type Control = GetFinancePlansByPlanControlAccountsResponse[number]

/** The books of a plan: every account, those that carry totals beside their records, and the operator's money. */
export default function BooksPage() {
  const { t } = useTranslation('payments')
  const me = useMe()
  return (
    <Page title={t('books.title')}>
      <ForPlan>
        {(plan) => (
          <>
            <TrialBalance plan={plan} />
            <ControlAccounts key={plan} plan={plan} />
            {me?.roles.includes('finance') ? <OperatorMoney plan={plan} /> : null}
          </>
        )}
      </ForPlan>
    </Page>
  )
}

function TrialBalance({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('payments')
  const balance = useQuery(getFinancePlansByPlanTrialBalanceOptions({ path: { plan } }))
  const columns: readonly Column<Line>[] = [
    {
      name: 'account',
      title: t('columns.account'),
      kind: 'text',
      value: (line) => line.account,
      shown: (line) => <Link to={`/books/${plan}/${line.account}`}>{t(`accounts.${line.account}`)}</Link>,
    },
    { name: 'debitFen', title: t('columns.debit'), kind: 'fen', value: (line) => line.debitFen },
    { name: 'creditFen', title: t('columns.credit'), kind: 'fen', value: (line) => line.creditFen },
    { name: 'balanceFen', title: t('columns.balance'), kind: 'fen', value: (line) => line.balanceFen },
  ]
  return (
    <Card title={t('books.balance')}>
      <Answer query={balance}>
        {({ asOf, creditFen, debitFen, lines }) => (
          <>
            <p className="soft">
              {t('books.as-of')} <Moment at={asOf} />
            </p>
            <DataTable
              title={t('books.balance')}
              file={`${plan}-trial-balance`}
              columns={columns}
              rows={lines}
              rowKey={(line) => line.account}
            />
            <p className="tag" data-tone={debitFen === creditFen ? 'good' : 'wrong'}>
              {t('columns.debit')} <Amount fen={debitFen} /> · {t('columns.credit')} <Amount fen={creditFen} /> ·{' '}
              {t(debitFen === creditFen ? 'books.balanced' : 'books.unbalanced')}
            </p>
          </>
        )}
      </Answer>
    </Card>
  )
}

/** Compared when it is asked for: it counts every share of every period. */
function ControlAccounts({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('payments')
  const controls = useQuery({ ...getFinancePlansByPlanControlAccountsOptions({ path: { plan } }), enabled: false })
  const columns: readonly Column<Control>[] = [
    {
      name: 'account',
      title: t('columns.account'),
      kind: 'text',
      value: (one) => one.account,
      shown: (one) => t(`accounts.${one.account}`),
    },
    { name: 'booksFen', title: t('columns.books'), kind: 'fen', value: (one) => one.booksFen },
    { name: 'recordsFen', title: t('columns.records'), kind: 'fen', value: (one) => one.recordsFen },
    {
      name: 'agree',
      title: t('columns.agree'),
      kind: 'text',
      value: (one) => String(one.agree),
      shown: (one) => (
        <span className="tag" data-tone={one.agree ? 'good' : 'wrong'}>
          {t(one.agree ? 'books.agree' : 'books.differ')}
        </span>
      ),
    },
  ]
  return (
    <Card title={t('books.controls')}>
      <p className="soft">{t('books.controls-text')}</p>
      <div>
        <Button loading={controls.isFetching} onClick={() => void controls.refetch()}>
          {t('books.compare')}
        </Button>
      </div>
      {controls.error ? <FaultState fault={controls.error} /> : null}
      {controls.data ? (
        <DataTable
          title={t('books.controls')}
          file={`${plan}-control-accounts`}
          columns={columns}
          rows={controls.data}
          rowKey={(one) => one.account}
        />
      ) : null}
    </Card>
  )
}
