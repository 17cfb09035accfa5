import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Waiting } from '../ui/moment.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import type { Figures } from './figures.ts'

/** How claims of the last year were decided, and how long claimants waited for their money. */
export function DecisionsCard({ figures }: { readonly figures: Figures }) {
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
    </Card>
  )
}

/** What waits for somebody, the longest wait first. */
export function WorkCard({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation('dashboard')
  const now = Date.now()
  return (
    <Card title={t('work.title')}>
      {figures.work.length === 0 ? (
        <p className="soft">{t('work.none')}</p>
      ) : (
        <TableWrap label={t('work.title')}>
          <table className="table">
            <thead>
              <tr>
                <th>{t('work.what')}</th>
                <th className="number">{t('work.count')}</th>
                <th>{t('work.oldest')}</th>
              </tr>
            </thead>
            <tbody>
              {figures.work.map(({ count, name, oldest }) => (
                <tr key={name}>
                  <td>{t(`work.names.${name as 'difference'}`)}</td>
                  <td className="number">{count}</td>
                  <td>
                    <Waiting since={oldest} now={now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableWrap>
      )}
    </Card>
  )
}
