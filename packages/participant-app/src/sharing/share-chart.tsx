import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import type { PeriodLine } from './downloads.ts'
import './sharing.css'

const barWidth = 10
const height = 60
/** Few bars stay slim. */
const fewestPlaces = 12

/** The share of each period as bars, oldest first; those who listen get the same as a table. */
export function ShareChart({ periods }: { readonly periods: readonly PeriodLine[] }) {
  const { t } = useTranslation('sharing')
  const bars = periods.filter(({ shareFen }) => shareFen !== null).toReversed()
  const largest = bars.reduce((most, { shareFen }) => (BigInt(shareFen ?? 0) > most ? BigInt(shareFen ?? 0) : most), 0n)
  const [first] = bars
  const last = bars.at(-1)
  if (!first || !last || largest === 0n) return null
  return (
    <figure className="share-chart">
      <figcaption>
        {t('chart.title')} <Amount fen={largest} />
      </figcaption>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${Math.max(bars.length, fewestPlaces) * barWidth} ${height}`}
        preserveAspectRatio="none"
      >
        {bars.map(({ period, shareFen }, at) => {
          // Thousandths of the largest bar: whole numbers until the pixels.
          const size = (Number((BigInt(shareFen ?? 0) * 1_000n) / largest) / 1_000) * height
          return <rect key={period} x={at * barWidth + 1} y={height - size} width={barWidth - 2} height={size} />
        })}
      </svg>
      <p className="chart-days" aria-hidden="true">
        <CalendarDay day={first.sharingDay} />
        {first === last ? null : <CalendarDay day={last.sharingDay} />}
      </p>
      <div className="only-read-aloud">
        <table>
          <caption>{t('chart.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('list.day')}</th>
              <th scope="col">{t('steps.share.name')}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ period, shareFen, sharingDay }) => (
              <tr key={period}>
                <td>
                  <CalendarDay day={sharingDay} />
                </td>
                <td>
                  <Amount fen={shareFen ?? '0'} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}
