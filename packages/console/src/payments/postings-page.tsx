import type {
  GetFinancePlansByPlanAccountsByAccountPostingsData,
  GetFinancePlansByPlanAccountsByAccountPostingsResponse,
} from '@tongzhou/web-client'
import { getFinancePlansByPlanAccountsByAccountPostings } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { type Column, type List, ListTable } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'

type Account = GetFinancePlansByPlanAccountsByAccountPostingsData['path']['account']
type Posting = GetFinancePlansByPlanAccountsByAccountPostingsResponse[number]

const pageSize = 50

/** The lines of one account, newest first, each with the entry of the log that tells why. */
export default function PostingsPage() {
  const { t } = useTranslation('payments')
  const params = useParams()
  const plan = params.plan!
  const account = params.account as Account
  const columns: readonly Column<Posting>[] = [
    { name: 'recordedAt', title: t('columns.recorded'), kind: 'moment', value: (line) => line.recordedAt },
    {
      name: 'memo',
      title: t('columns.memo'),
      kind: 'text',
      value: (line) => line.memo,
      shown: (line) => t(`memos.${line.memo}`),
    },
    {
      name: 'subject',
      title: t('columns.subject'),
      kind: 'text',
      value: (line) => line.subject,
      shown: (line) => <Subject subject={line.subject} />,
    },
    { name: 'amountFen', title: t('columns.amount'), kind: 'fen', value: (line) => line.amountFen },
    {
      name: 'entry',
      title: t('columns.entry'),
      kind: 'text',
      value: (line) => line.entry,
      shown: (line) => <code>{line.entry}</code>,
    },
  ]
  const list: List<Posting> = {
    key: ['postings', plan, account],
    pageSize,
    place: (line) => line.place,
    load: async (before) => {
      const query = { limit: pageSize, before }
      const path = { plan, account }
      return (await getFinancePlansByPlanAccountsByAccountPostings({ path, query, throwOnError: true })).data
    },
  }
  return (
    <Page title={t(`accounts.${account}`)} actions={<Link to={`/books?plan=${plan}`}>{t('books.back')}</Link>}>
      <p className="soft">{t('postings.text')}</p>
      <ListTable
        title={t(`accounts.${account}`)}
        file={`${plan}-${account}`}
        list={list}
        columns={columns}
        rowKey={(line) => line.place}
        none={t('postings.none')}
      />
    </Page>
  )
}

/** What a line belongs to: `period/<plan>/<period>`, `claim/<case>` or `plan/<plan>`. Finance opens periods, not cases. */
function Subject({ subject }: { readonly subject: string }) {
  const { t } = useTranslation('payments')
  const [kind, first, period] = subject.split('/')
  if (kind === 'period') return <Link to={`/periods/${first}/${period}`}>{t('subjects.period', { code: period })}</Link>
  if (kind === 'claim') return t('subjects.claim', { code: first })
  return kind === 'plan' ? t('subjects.plan') : subject
}
