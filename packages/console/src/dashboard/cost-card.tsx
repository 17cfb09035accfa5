import { formatFen, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { Chart } from './chart.tsx'
import type { FiguresProps } from './figures.ts'

/** What a participant bore in each period of the last year, and what the next year may cost. */
export function CostCard({ figures, plan }: FiguresProps) {
  const { t } = useTranslation('dashboard')
  const { language } = useLanguage()
  const { forecast, periods } = figures
  const largest = periods.reduce((most, { costFen, shareFen }) => {
    const larger = BigInt(costFen) > BigInt(shareFen) ? BigInt(costFen) : BigInt(shareFen)
    return larger > most ? larger : most
  }, 0n)
  return (
    <Chart
      title={t('cost.title')}
      file={`${plan}-cost`}
      series={[t('cost.share'), t('cost.cost')]}
      columns={[t('cost.period'), t('cost.share'), t('cost.cost')]}
      top={formatFen(largest, language)}
      rows={periods.map(({ costFen, period, shareFen }) => ({
        name: period,
        bars: [Number(shareFen), Number(costFen)],
        cells: [formatFen(shareFen, language), formatFen(costFen, language)],
      }))}
    >
      {forecast ? (
        <>
          <p>
            {t('cost.forecast')}{' '}
            <span className="large-figure">
              <Amount fen={forecast.expectedFen} />
            </span>{' '}
            {t('cost.range', {
              low: formatFen(forecast.lowFen, language),
              high: formatFen(forecast.highFen, language),
            })}
          </p>
          <p className="soft">
            {t('cost.how', {
              cases: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(forecast.expectedCases),
            })}
          </p>
        </>
      ) : (
        <p className="soft">{t('cost.no-forecast')}</p>
      )}
    </Chart>
  )
}
