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
import { Amount } from '../ui/amount.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import './sharing.css'

interface ArithmeticCardProps {
  readonly plan: string
  readonly period: Period
  readonly arithmetic: Arithmetic
}

/** From the payouts to the share, each step with how it came to be; added up again in this browser. */
export function ArithmeticCard({ arithmetic, period }: ArithmeticCardProps) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  const participants = BigInt(period.participants ?? 0)
  const sums = sumsOf(arithmetic)
  const wrong = addUp(arithmetic, participants)
  const agrees = wrong.length === 0 && period.recomputed?.agrees === true
  const facts = arithmeticFacts(arithmetic, participants, language)
  return (
    <Card title={t('arithmetic.title')} tone={agrees ? 'plain' : 'wrong'}>
      <TableWrap label={t('arithmetic.title')}>
        <table className="table steps-table">
          <thead>
            <tr>
              <th>{t('arithmetic.step')}</th>
              <th>{t('arithmetic.how')}</th>
              <th className="number">{t('arithmetic.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {stepNames.map((name) => (
              <tr key={name} data-strong={name === 'due' || name === 'share'}>
                <th scope="row">{t(`steps.${name}.name`)}</th>
                <td>{t(`steps.${name}.how`, facts)}</td>
                <td className="number">
                  <Amount fen={sums[name].toString()} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableWrap>
      <p role="status">
        {wrong.length === 0
          ? t('arithmetic.right')
          : t('arithmetic.wrong', { steps: wrong.map((name) => t(`steps.${name}.name`)).join(', ') })}{' '}
        {t(period.recomputed?.agrees ? 'arithmetic.platform' : 'arithmetic.platform-wrong')}
      </p>
      {period.entry === null ? null : (
        <Facts facts={[[t('arithmetic.entry'), <code key="entry">{period.entry}</code>]]} />
      )}
    </Card>
  )
}
