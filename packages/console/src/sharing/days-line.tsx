import type { GetPlansByPlanPeriodsByPeriodOutlookResponse } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import './sharing.css'

export type Outlook = GetPlansByPlanPeriodsByPeriodOutlookResponse

/** The days of a period one after another, with where it stands. Days are texts that sort. */
export function DaysLine({ outlook }: { readonly outlook: Outlook }) {
  const { t } = useTranslation('sharing')
  const { objectionsUntil, publicityDay, sharingDay, status, today } = outlook
  const days = [
    { name: 'publicity', day: publicityDay, done: status !== 'open' },
    { name: 'objections', day: objectionsUntil, done: today > objectionsUntil },
    { name: 'sharing', day: sharingDay, done: status === 'settled' },
  ] as const
  const next = days.findIndex(({ done }) => !done)
  return (
    <ol className="days-line" aria-label={t('days.label')}>
      {days.map(({ day, done, name }, at) => (
        <li key={name} data-done={done} aria-current={at === next ? 'step' : undefined}>
          <b>{t(`days.${name}`)}</b>
          <CalendarDay day={day} />
          <span className="soft">{t(done ? 'days.done' : at === next ? 'days.next' : 'days.later')}</span>
        </li>
      ))}
    </ol>
  )
}
