import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import type { ClaimTerms } from './claim-terms.ts'
import type { ClaimView } from './claim-view.ts'

/** Why a claim was refused: in plain words, as it was written, and the clause itself. */
export function RefusalCard({ terms, view }: { readonly view: ClaimView; readonly terms: ClaimTerms | undefined }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const refused = view.timeline.findLast(({ reasonCode }) => reasonCode !== null)
  if (!refused || refused.reasonCode === null) return null
  const clause = terms?.clauses.find(({ id }) => id === refused.clause)
  const isClausesOwn = clause !== undefined && (refused.text === clause.text.zh || refused.text === clause.text.en)
  return (
    <Card tone="wrong" title={t('refusal.title')}>
      <p>
        <strong>{t(`reasons.${refused.reasonCode}`)}</strong>
      </p>
      {refused.text === '' || isClausesOwn ? null : <p className="quoted">{refused.text}</p>}
      {clause ? (
        <details>
          <summary>{t('refusal.clause', { clause: clause.id })}</summary>
          <p className="quoted">{pick(clause.text)}</p>
        </details>
      ) : null}
    </Card>
  )
}
