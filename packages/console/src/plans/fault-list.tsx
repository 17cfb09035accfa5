import type { PostPlansPreviewResponse } from '@tongzhou/web-client'
import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

export type PlanFault = PostPlansPreviewResponse['faults'][number]

interface FaultListProps {
  readonly faults: readonly PlanFault[]
  /** Goes to the place of a fault, where the text is at hand. */
  readonly goTo?: (fault: PlanFault) => void
}

/** What is wrong with a text, each with its line. */
export function FaultList({ faults, goTo }: FaultListProps) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  if (faults.length === 0) return null
  return (
    <div className="fault" role="alert">
      <p>{t('faults.count', { count: faults.length })}</p>
      <ul className="fault-list">
        {faults.map((fault) => {
          const { column, line, message, pointer, rule } = fault
          const place = t('faults.place', { line, column })
          return (
            <li key={`${line} ${column} ${rule} ${pointer}`}>
              {goTo ? (
                <button type="button" onClick={() => goTo(fault)}>
                  {place}
                </button>
              ) : (
                <b>{place}</b>
              )}{' '}
              {pick(message)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
