import { termName } from '@tongzhou/core'
import type { GetPlansByPlanDifferencesResponse } from '@tongzhou/web-client'
import { termInWords, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

interface DifferencesProps {
  readonly list: GetPlansByPlanDifferencesResponse
  /** The names of illnesses by their codes. */
  readonly illnesses: ReadonlyMap<string, string>
}

/** What one version says otherwise than another, term by term, in words. */
export function Differences({ illnesses, list }: DifferencesProps) {
  const { t } = useTranslation('plans')
  const { language } = useLanguage()
  if (list.length === 0) return <p role="status">{t('changes.none')}</p>
  return (
    <>
      <p role="status">{t('changes.count', { count: list.length })}</p>
      <ul className="difference-list">
        {list.map(({ change, from, pointer, term, to }) => (
          <li key={`${change} ${pointer}`}>
            <p>
              <span className="tag" data-tone={change === 'removed' ? 'wrong' : 'heed'}>
                {t(`changes.kinds.${change}`)}
              </span>{' '}
              {termName(term, language === 'en' ? 'en' : 'zh', (entry) => illnesses.get(entry))}
            </p>
            {from === undefined ? null : (
              <p>
                {t('changes.before')} <del>{termInWords(pointer, from, language)}</del>
              </p>
            )}
            {to === undefined ? null : (
              <p>
                {t('changes.after')} <ins>{termInWords(pointer, to, language)}</ins>
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
