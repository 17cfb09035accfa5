import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { ProblemText } from '../ui/problem-text.tsx'

/** Why a command was not accepted; nothing while none was refused. Read aloud. */
export function Refused({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation('review-board')
  return (
    <div role="alert">
      {fault ? (
        <Card tone="wrong" title={t('refused')}>
          <ProblemText fault={fault} />
        </Card>
      ) : null}
    </div>
  )
}
