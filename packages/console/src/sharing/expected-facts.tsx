import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { Facts } from '../ui/card.tsx'
import type { Outlook } from './days-line.tsx'

/** What the period would come to as things stand. */
export function ExpectedFacts({ outlook }: { readonly outlook: Outlook }) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  const { cases, expected, heldOver } = outlook
  const number = (count: number | string) => new Intl.NumberFormat(language).format(BigInt(count))
  return (
    <>
      <Facts
        facts={[
          [t('expected.cases'), number(cases.count)],
          [t('steps.payouts.name'), <Amount key="payouts" fen={cases.payoutsFen} />],
          ...(heldOver.count > 0
            ? [
                [
                  t('expected.held-over'),
                  <span key="held">
                    {number(heldOver.count)} · <Amount fen={heldOver.payoutsFen} />
                  </span>,
                ] as const,
              ]
            : []),
          ...(expected
            ? [
                [t('steps.fees.name'), <Amount key="fees" fen={expected.feesFen} />] as const,
                [t('steps.due.name'), <Amount key="due" fen={expected.dueFen} />] as const,
                [t('periods.participants'), number(expected.participants)] as const,
                [
                  t('expected.share'),
                  <b key="share">
                    <Amount fen={expected.shareFen} />
                  </b>,
                ] as const,
                [t('expected.operator'), <Amount key="operator" fen={expected.operatorFen} />] as const,
                [t('steps.carry-out.name'), <Amount key="carry" fen={expected.carryOutFen} />] as const,
              ]
            : []),
        ]}
      />
      <p className="soft">
        {t(expected ? (expected.basis === 'roll' ? 'expected.by-roll' : 'expected.by-last') : 'expected.first')}
      </p>
    </>
  )
}
