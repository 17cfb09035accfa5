import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ExportRow, type FileColumn } from '../ui/export-row.tsx'
import { type Column, DataTable } from '../ui/list-table.tsx'
import { Waiting } from '../ui/moment.tsx'
import type { Figures, FiguresProps } from './figures.ts'

type Work = Figures['work'][number]

interface Figure {
  readonly name: string
  readonly count: number | null
  /** Of how many; null where it is no share of something. */
  readonly of: number | null
}

const figureColumns: readonly FileColumn<Figure>[] = [
  { name: 'figure', kind: 'text', value: ({ name }) => name },
  { name: 'count', kind: 'count', value: ({ count }) => count },
  { name: 'of', kind: 'count', value: ({ of }) => of },
]

/** How claims of the last year were decided, and how long claimants waited for their money. */
export function DecisionsCard({ figures, plan }: FiguresProps) {
  const { t } = useTranslation('dashboard')
  const { language } = useLanguage()
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const { decisions, payoutDays, since } = figures
  const decided = decisions.approved + decisions.refused
  const verdicts = decisions.upheld + decisions.rejected
  const share = (count: number, of: number) => (of === 0 ? `${count}` : `${count} · ${percent.format(count / of)}`)
  return (
    <Card title={t('decisions.title')}>
      <p className="soft">
        {t('decisions.since')} <CalendarDay day={since} />
      </p>
      <Facts
        facts={[
          [t('decisions.filed'), decisions.filed],
          [t('decisions.approved'), share(decisions.approved, decided)],
          [t('decisions.refused'), share(decisions.refused, decided)],
          [t('decisions.disputed'), share(decisions.disputed, decided)],
          [t('decisions.upheld'), share(decisions.upheld, verdicts)],
          ...(payoutDays
            ? [
                [t('decisions.median'), t('decisions.days', { count: payoutDays.median })] as const,
                [t('decisions.ninetieth'), t('decisions.days', { count: payoutDays.ninetieth })] as const,
              ]
            : [[t('decisions.median'), '–'] as const]),
        ]}
      />
      <ExportRow
        name={`${plan}-decisions`}
        columns={figureColumns}
        load={async () => [
          { name: 'filed', count: decisions.filed, of: null },
          { name: 'approved', count: decisions.approved, of: decided },
          { name: 'refused', count: decisions.refused, of: decided },
          { name: 'disputed', count: decisions.disputed, of: decided },
          { name: 'upheld', count: decisions.upheld, of: verdicts },
          { name: 'payoutDaysMedian', count: payoutDays?.median ?? null, of: null },
          { name: 'payoutDaysNinetieth', count: payoutDays?.ninetieth ?? null, of: null },
        ]}
      />
    </Card>
  )
}

/** What waits for somebody, the longest wait first. */
export function WorkCard({ figures, plan }: FiguresProps) {
  const { t } = useTranslation('dashboard')
  const now = Date.now()
  const columns: readonly Column<Work>[] = [
    {
      name: 'name',
      title: t('work.what'),
      kind: 'text',
      value: ({ name }) => name,
      shown: ({ name }) => t(`work.names.${name as 'difference'}`),
    },
    { name: 'count', title: t('work.count'), kind: 'count', value: ({ count }) => count },
    {
      name: 'oldest',
      title: t('work.oldest'),
      kind: 'moment',
      value: ({ oldest }) => oldest,
      shown: ({ oldest }) => <Waiting since={oldest} now={now} />,
    },
  ]
  return (
    <Card title={t('work.title')}>
      {figures.work.length === 0 ? (
        <p className="soft">{t('work.none')}</p>
      ) : (
        <DataTable
          title={t('work.title')}
          file={`${plan}-work`}
          columns={columns}
          rows={figures.work}
          rowKey={({ name }) => name}
        />
      )}
    </Card>
  )
}
