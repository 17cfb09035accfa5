import { useQuery } from '@tanstack/react-query'
import {
  type Arithmetic,
  addUp,
  arithmeticFacts,
  type Period,
  stepNames,
  sumsOf,
  useLanguage,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { planVersion } from '../plan-version.ts'
import { Amount } from '../ui/amount.tsx'
import { Card } from '../ui/card.tsx'

interface ArithmeticCardProps {
  readonly plan: string
  readonly period: Period
  readonly arithmetic: Arithmetic
}

/** The way from the payouts to the share, in words and numbers, added up again on the reader's device. */
export function ArithmeticCard({ arithmetic, period, plan }: ArithmeticCardProps) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  const terms = useQuery(planVersion(plan, period.planVersion))
  const participants = BigInt(period.participants ?? 0)
  const sums = sumsOf(arithmetic)
  const facts = {
    ...arithmeticFacts(arithmetic, participants, language),
    rate: terms.data ? terms.data.sharing.managementFeeBasisPoints / 100 : '…',
  }
  const wrong = addUp(arithmetic, participants)
  return (
    <Card title={t('arithmetic')}>
      <ol className="steps">
        {stepNames.map((name) => (
          <li key={name}>
            <p className="step-sum">
              <strong>{t(`steps.${name}.name`)}</strong> <Amount fen={sums[name]} />
            </p>
            <p className="soft">{t(`steps.${name}.how`, facts)}</p>
          </li>
        ))}
      </ol>
      <p role="status" className={wrong.length === 0 ? 'added-up' : 'field-wrong'}>
        {wrong.length === 0
          ? t('added.right')
          : t('added.wrong', { steps: wrong.map((name) => t(`steps.${name}.name`)).join(', ') })}
      </p>
      {period.recomputed ? (
        <p className="soft">{t(period.recomputed.agrees ? 'added.platform' : 'added.platform-wrong')}</p>
      ) : null}
    </Card>
  )
}
