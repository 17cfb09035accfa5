import { useQueryClient } from '@tanstack/react-query'
import type { GetFinanceDifferencesResponse, GetFinanceStatementsResponse } from '@tongzhou/web-client'
import {
  getFinanceDifferences,
  getFinanceStatements,
  postFinanceDifferencesResolutions,
  useMe,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextArea } from '../ui/fields.tsx'
import { type Column, type List, ListTable } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { SendForm } from './send-form.tsx'

type Difference = GetFinanceDifferencesResponse[number]
type Statement = GetFinanceStatementsResponse[number]

const differencesShown = 50
const statementsShown = 31

/** What the gateway's statements say otherwise than our records, to be resolved with a reason, and the days that were compared. */
export default function StatementsPage() {
  const { t } = useTranslation('payments')
  return (
    <Page title={t('statements.title')}>
      <Card title={t('differences.title')}>
        <p className="soft">{t('differences.text')}</p>
        <Differences />
      </Card>
      <Card title={t('statements.days')}>
        <Statements />
      </Card>
    </Page>
  )
}

const placeOf = ({ day, kind, movementKey }: Difference) => `${day}.${kind}.${movementKey}`

function Differences() {
  const { t } = useTranslation('payments')
  const me = useMe()
  const columns: readonly Column<Difference>[] = [
    { name: 'day', title: t('columns.day'), kind: 'day', value: (one) => one.day },
    {
      name: 'kind',
      title: t('columns.kind'),
      kind: 'text',
      value: (one) => one.kind,
      shown: (one) => t(`differences.kinds.${one.kind}`),
    },
    {
      name: 'movementKind',
      title: t('columns.movement'),
      kind: 'text',
      value: (one) => one.movementKind,
      shown: (one) => t(`differences.movements.${one.movementKind as 'debit'}`),
    },
    { name: 'movementKey', title: t('columns.key'), kind: 'text', value: (one) => one.movementKey },
    { name: 'oursFen', title: t('columns.ours'), kind: 'fen', value: (one) => one.oursFen },
    { name: 'theirsFen', title: t('columns.theirs'), kind: 'fen', value: (one) => one.theirsFen },
  ]
  const list: List<Difference> = {
    key: ['differences'],
    pageSize: differencesShown,
    place: placeOf,
    load: async (after) => {
      const query = { after, limit: differencesShown }
      return (await getFinanceDifferences({ query, throwOnError: true })).data
    },
  }
  const mayResolve = me?.roles.includes('finance')
  return (
    <ListTable
      title={t('differences.title')}
      file="differences"
      list={list}
      columns={columns}
      rowKey={placeOf}
      none={t('differences.none')}
      below={(oldest) => (mayResolve ? <Resolution key={placeOf(oldest)} difference={oldest} /> : null)}
    />
  )
}

/** Differences are resolved one after another, the oldest first. */
function Resolution({ difference }: { readonly difference: Difference }) {
  const { t } = useTranslation('payments')
  const queries = useQueryClient()
  const { day, kind, movementKey } = difference
  const draft = useDraft(`difference.${placeOf(difference)}`, { resolution: '' })
  const { resolution } = draft.value
  return (
    <SendForm
      button={t('differences.resolve')}
      done={() => {
        draft.discard()
        return queries.invalidateQueries()
      }}
      send={() =>
        postFinanceDifferencesResolutions({
          headers: { 'idempotency-key': draft.key },
          body: { day, kind, movementKey, resolution },
          throwOnError: true,
        })
      }
    >
      <h3>{t('differences.of', { day, key: movementKey, kind: t(`differences.kinds.${kind}`) })}</h3>
      <TextArea
        label={t('differences.reason')}
        hint={t('differences.hint')}
        value={resolution}
        required
        maxLength={2_000}
        onChange={(text) => draft.change({ resolution: text })}
      />
    </SendForm>
  )
}

function Statements() {
  const { t } = useTranslation('payments')
  const columns: readonly Column<Statement>[] = [
    { name: 'day', title: t('columns.day'), kind: 'day', value: (one) => one.day },
    { name: 'lines', title: t('columns.lines'), kind: 'count', value: (one) => one.lines },
    { name: 'differences', title: t('columns.differences'), kind: 'count', value: (one) => one.differences },
    { name: 'unresolved', title: t('columns.unresolved'), kind: 'count', value: (one) => one.unresolved },
  ]
  const list: List<Statement> = {
    key: ['statements'],
    pageSize: statementsShown,
    place: (one) => one.day,
    load: async (after) => {
      const query = { after, limit: statementsShown }
      return (await getFinanceStatements({ query, throwOnError: true })).data
    },
  }
  return (
    <ListTable
      title={t('statements.days')}
      file="statements"
      list={list}
      columns={columns}
      rowKey={(one) => one.day}
      none={t('statements.none')}
    />
  )
}
