import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { type Column, DataTable } from '../ui/list-table.tsx'
import type { BoardOfPlan } from './jurors-page.tsx'

type Dispute = BoardOfPlan['disputes'][number]
type Panel = BoardOfPlan['panels'][number]

interface CardProps {
  readonly board: BoardOfPlan
}

/** Disputes that the log tells of, and when they go on. */
export function DisputesCard({ board }: CardProps) {
  const { t } = useTranslation('review-board')
  const columns: readonly Column<Dispute>[] = [
    { name: 'reference', title: t('disputes.reference'), kind: 'text', value: (one) => one.reference },
    {
      name: 'status',
      title: t('disputes.status'),
      kind: 'text',
      value: (one) => one.status,
      shown: (one) => t(`disputes.statuses.${one.status as 'voting'}`),
    },
    {
      name: 'mode',
      title: t('disputes.mode'),
      kind: 'text',
      value: (one) => one.mode,
      shown: (one) => t(`disputes.modes.${one.mode}`),
    },
    { name: 'dueAt', title: t('disputes.due'), kind: 'moment', value: (one) => one.dueAt },
  ]
  return (
    <Card title={t('disputes.title')}>
      <p className="soft">{t('disputes.how')}</p>
      {board.disputes.length === 0 ? (
        <p>{t('disputes.none')}</p>
      ) : (
        <DataTable
          title={t('disputes.title')}
          columns={columns}
          rows={board.disputes}
          rowKey={({ reference }) => reference}
          file={`${board.plan}-disputes`}
        />
      )}
    </Card>
  )
}

/** Who of the last panels answered and voted, in numbers. */
export function PanelsCard({ board }: CardProps) {
  const { t } = useTranslation('review-board')
  const count = (name: 'drawn' | 'accepted' | 'declined' | 'silent' | 'seated' | 'voted'): Column<Panel> => ({
    name,
    title: t(`panels.${name}`),
    kind: 'count',
    value: (one) => one[name],
  })
  const columns: readonly Column<Panel>[] = [
    { name: 'reference', title: t('disputes.reference'), kind: 'text', value: (one) => one.reference },
    {
      name: 'mode',
      title: t('disputes.mode'),
      kind: 'text',
      value: (one) => one.mode,
      shown: (one) => t(`disputes.modes.${one.mode}`),
    },
    { name: 'endedAt', title: t('panels.ended'), kind: 'moment', value: (one) => one.endedAt },
    count('drawn'),
    count('accepted'),
    count('declined'),
    count('silent'),
    count('seated'),
    count('voted'),
  ]
  return (
    <Card title={t('panels.title')}>
      <p className="soft">{t('panels.how')}</p>
      {board.panels.length === 0 ? (
        <p>{t('panels.none')}</p>
      ) : (
        <DataTable
          title={t('panels.title')}
          columns={columns}
          rows={board.panels}
          rowKey={({ reference }) => reference}
          file={`${board.plan}-panels`}
        />
      )}
    </Card>
  )
}
