import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Chart } from './chart.tsx'
import type { FiguresProps } from './figures.ts'

/** Who came and who left, by month. */
export function MovementsCard({ figures, plan }: FiguresProps) {
  const { t } = useTranslation('dashboard')
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language)
  const { movements } = figures
  const largest = movements.reduce((most, { ended, joined }) => Math.max(most, joined, ended), 0)
  return (
    <Chart
      title={t('movements.title')}
      file={`${plan}-movements`}
      series={[t('movements.joined'), t('movements.ended')]}
      columns={[t('movements.month'), t('movements.joined'), t('movements.ended'), t('movements.reinstated')]}
      top={number.format(largest)}
      rows={movements.map(({ ended, joined, month, reinstated }) => ({
        name: month,
        bars: [joined, ended],
        cells: [joined, ended, reinstated].map((count) => number.format(count)),
      }))}
    />
  )
}

/** Public cases of the last year by age, beside what was expected and the range of chance. */
export function IncidenceCard({ figures, plan }: FiguresProps) {
  const { t } = useTranslation('dashboard')
  const { language } = useLanguage()
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const { incidence } = figures
  const largest = incidence.reduce((most, { cases, high }) => Math.max(most, cases, high), 0)
  const beyond = incidence.filter(({ cases, high, low }) => cases > high || cases < low)
  return (
    <Chart
      title={t('incidence.title')}
      file={`${plan}-incidence`}
      series={[t('incidence.cases'), t('incidence.expected')]}
      columns={[
        t('incidence.age'),
        t('incidence.cases'),
        t('incidence.expected'),
        t('incidence.low'),
        t('incidence.high'),
        t('incidence.years'),
      ]}
      top={number.format(largest)}
      rows={incidence.map(({ ageBand, cases, expected, high, low, personYears }) => ({
        name: ageBand,
        bars: [cases, expected],
        range: [low, high],
        cells: [cases, expected, low, high, personYears].map((count) => number.format(count)),
      }))}
    >
      {incidence.length > 0 ? (
        <p role="status">
          {beyond.length === 0
            ? t('incidence.within')
            : t('incidence.beyond', { ages: beyond.map(({ ageBand }) => ageBand).join(', ') })}
        </p>
      ) : null}
      <p className="soft">{t('incidence.how')}</p>
    </Chart>
  )
}
