import type { GetPlansByPlanRiskWeightsChangesResponse } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { signalName } from './settings.ts'

type Change = Pick<GetPlansByPlanRiskWeightsChangesResponse[number], 'weights' | 'added' | 'removed'>

/** What differs, a line each. */
export function ChangeList({ change }: { readonly change: Change }) {
  const { t } = useTranslation('risk')
  const { added, removed, weights } = change
  const lines = [
    ...weights.map(({ code, from, to }) => t('changes.weight', { signal: signalName(code), from, to })),
    ...added.map((one) => t('changes.added', { ...one })),
    ...removed.map((one) => t('changes.removed', { ...one })),
  ]
  if (lines.length === 0) return t('changes.same')
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
