import { formatFen, useLanguage } from '@tongzhou/web-client'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Effect } from './effect-card.tsx'

const height = 100
const step = 30
const bar = 10

/** What each paid, period by period, beside what each would have paid. The table below it says the same in figures. */
export function EffectChart({ periods }: { readonly periods: Effect['periods'] }) {
  const { t } = useTranslation('plans')
  const { language } = useLanguage()
  const id = useId()
  const shares = periods.flatMap(({ least, most, was }) => [was, least, most].map(({ shareFen }) => BigInt(shareFen)))
  const highest = shares.toSorted((one, other) => (one < other ? -1 : 1)).at(-1) || 1n
  const title = t('chart.title', { top: formatFen(highest, language) })
  // In thousandths of the height: a picture needs no fen.
  const tall = (fen: string) => (Number((BigInt(fen) * 1_000n) / highest) * height) / 1_000
  const count = (test: (by: bigint) => boolean) =>
    periods.filter(({ most, was }) => test(BigInt(most.shareFen) - BigInt(was.shareFen))).length
  return (
    <figure className="effect-chart">
      <figcaption>{title}</figcaption>
      <div className="chart-picture">
        <svg
          role="img"
          aria-label={title}
          aria-describedby={`${id}-words`}
          width={Math.max(4, periods.length) * 2 * step}
          viewBox={`0 0 ${periods.length * step} ${height}`}
          preserveAspectRatio="none"
        >
          {periods.map(({ least, most, period, was }, at) => (
            <g key={period}>
              <rect
                className="was"
                x={at * step + 4}
                y={height - tall(was.shareFen)}
                width={bar}
                height={tall(was.shareFen)}
              />
              <rect
                className="most"
                x={at * step + 16}
                y={height - tall(most.shareFen)}
                width={bar}
                height={tall(most.shareFen)}
              />
              <rect
                className="least"
                x={at * step + 16}
                y={height - tall(least.shareFen)}
                width={bar}
                height={tall(least.shareFen)}
              />
            </g>
          ))}
        </svg>
        <div className="chart-ends">
          <span>{periods[0]!.period}</span>
          <span>{periods.at(-1)!.period}</span>
        </div>
      </div>
      <p id={`${id}-words`}>
        <span className="chart-key" data-bar="was" /> {t('chart.was')} <span className="chart-key" data-bar="least" />{' '}
        {t('chart.would-be')} <span className="chart-key" data-bar="most" /> {t('chart.perhaps')}{' '}
        {t('chart.words', {
          less: count((by) => by < 0n),
          more: count((by) => by > 0n),
          same: count((by) => by === 0n),
        })}
      </p>
    </figure>
  )
}
