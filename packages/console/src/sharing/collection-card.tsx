import { useQuery } from '@tanstack/react-query'
import { getFinancePlansByPlanCollectionsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import './sharing.css'

interface CollectionCardProps {
  readonly plan: string
  readonly period: string
}

/** How much of a settled period has come in: a bar of its shares, and the same as numbers. */
export function CollectionCard({ period, plan }: CollectionCardProps) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  const collections = useQuery({
    ...getFinancePlansByPlanCollectionsOptions({ path: { plan }, query: { period, limit: 1 } }),
    refetchInterval: 30_000,
  })
  return (
    <Card title={t('collection.title')}>
      <Answer query={collections}>
        {([one]) => {
          if (!one) return <p className="soft">{t('collection.not-yet')}</p>
          const shares = BigInt(one.shares)
          const collected = BigInt(one.collected)
          const writtenOff = BigInt(one.writtenOff)
          const parts = [
            { name: 'collected', count: collected },
            { name: 'open', count: shares - collected - writtenOff },
            { name: 'written-off', count: writtenOff },
          ] as const
          return (
            <>
              <PartsBar parts={parts} of={shares} />
              <ul className="legend">
                {parts.map(({ count, name }) => (
                  <li key={name} data-part={name}>
                    {t(`collection.parts.${name}`)} <b>{new Intl.NumberFormat(language).format(count)}</b>{' '}
                    <span className="soft">{percent(count, shares, language)}</span>{' '}
                    <Amount fen={(count * BigInt(one.shareFen)).toString()} />
                  </li>
                ))}
              </ul>
              <Facts
                facts={[
                  [t('collection.attempts'), one.attempts],
                  [t('collection.debits'), one.openDebits],
                  [t('collection.late'), one.collectedLate],
                  ...(one.closedOn === null
                    ? []
                    : [[t('collection.closed'), <CalendarDay key="closed" day={one.closedOn} />] as const]),
                ]}
              />
            </>
          )
        }}
      </Answer>
    </Card>
  )
}

interface PartsBarProps {
  readonly parts: readonly { readonly name: string; readonly count: bigint }[]
  readonly of: bigint
}

/** Beside the numbers: those who listen have them. */
function PartsBar({ of, parts }: PartsBarProps) {
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, one) => sum + one.count, 0n))
  // Thousandths: whole numbers until the pixels.
  const place = (count: bigint) => (of === 0n ? 0 : Number((count * 1_000n) / of))
  return (
    <svg className="parts-bar" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
      {parts.map(({ count, name }, at) => (
        <rect key={name} data-part={name} x={place(starts[at]!)} width={place(count)} height="24" />
      ))}
    </svg>
  )
}

function percent(count: bigint, of: bigint, language: string): string {
  const thousandths = of === 0n ? 0n : (count * 1_000n) / of
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  return format.format(Number(thousandths) / 1_000)
}
