import { useTranslation } from 'react-i18next'
import { Card, Facts } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { useReceipts } from './receipts.ts'

interface ReceiptCardProps {
  readonly dispute: string
  /** The hash of the ballot that counts, as the operator says. */
  readonly counted: string | null
}

/** The receipt of my ballot, beside what the operator says counts: where the two differ, somebody else has voted. */
export function ReceiptCard({ counted, dispute }: ReceiptCardProps) {
  const { t } = useTranslation('review-board')
  const newest = useReceipts(dispute).all.at(-1)
  if (!newest && counted === null) return null
  const isSame = newest?.ballot === counted
  return (
    <div role="status">
      <Card
        tone={isSame ? 'good' : newest ? 'wrong' : 'plain'}
        title={t(isSame ? 'receipt.title' : newest ? 'receipt.differs' : 'receipt.elsewhere')}
      >
        <p>{t(isSame ? 'receipt.text' : newest ? 'receipt.differs-text' : 'receipt.elsewhere-text')}</p>
        <Facts
          facts={[
            ...(newest
              ? ([
                  [t('receipt.cast'), <Moment key="cast" at={newest.castAt} />],
                  [t('receipt.pseudonym'), <Hash key="juror">{newest.juror}</Hash>],
                  [t('receipt.hash'), <Hash key="hash">{newest.ballot}</Hash>],
                ] as const)
              : []),
            ...(isSame || counted === null
              ? []
              : ([[t('receipt.counted'), <Hash key="counted">{counted}</Hash>]] as const)),
          ]}
        />
      </Card>
    </div>
  )
}

function Hash({ children }: { readonly children: string }) {
  return <span className="hash">{children}</span>
}
