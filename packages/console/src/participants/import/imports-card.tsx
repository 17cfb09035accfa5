import { useQuery } from '@tanstack/react-query'
import type { GetPlansByPlanImportsResponse } from '@tongzhou/web-client'
import { getPlansByPlanImportsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/list-table.tsx'
import { Answer } from '../../ui/states.tsx'

type Import = GetPlansByPlanImportsResponse[number]

/** What was imported into a plan: who, when and how many. */
export function ImportsCard({ plan }: { readonly plan: string }) {
  const { t } = useTranslation(['import', 'common'])
  const imports = useQuery(getPlansByPlanImportsOptions({ path: { plan } }))
  const columns: readonly Column<Import>[] = [
    { name: 'lastAt', title: t('imports.at'), kind: 'moment', value: (one) => one.lastAt },
    {
      name: 'personId',
      title: t('imports.by'),
      kind: 'text',
      value: (one) => one.personId,
      shown: (one) =>
        one.personId === null ? t('imports.terminal') : (one.name ?? t('common:person', { number: one.personId })),
    },
    { name: 'joined', title: t('imports.joined'), kind: 'count', value: (one) => one.joined },
    { name: 'refused', title: t('imports.refused'), kind: 'count', value: (one) => one.refused },
    { name: 'pieces', title: t('imports.state'), kind: 'text', value: stateOf, shown: (one) => <State one={one} /> },
    {
      name: 'importId',
      title: t('imports.trail'),
      kind: 'text',
      value: (one) => one.importId,
      shown: (one) => <Link to={`/audit?about=${one.importId}`}>{one.importId}</Link>,
    },
  ]
  return (
    <Card title={t('imports.title')}>
      <Answer query={imports}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('imports.none')}</p>
          ) : (
            <DataTable
              title={t('imports.title')}
              columns={columns}
              rows={list}
              rowKey={({ importId, personId }) => `${importId} ${personId}`}
              file={`${plan}-imports`}
            />
          )
        }
      </Answer>
    </Card>
  )
}

const stateOf = ({ ofPieces, pieces }: Import) => (ofPieces === null ? String(pieces) : `${pieces}/${ofPieces}`)

function State({ one }: { readonly one: Import }) {
  const { t } = useTranslation('import')
  if (one.ofPieces === null) return t('imports.pieces', { count: one.pieces })
  if (one.pieces >= one.ofPieces) {
    return (
      <span className="tag" data-tone="good">
        {t('imports.whole')}
      </span>
    )
  }
  return (
    <span className="tag" data-tone="heed">
      {t('imports.part', { pieces: one.pieces, of: one.ofPieces })}
    </span>
  )
}
