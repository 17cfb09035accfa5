import type { Problem } from '@tongzhou/web-client'
import { problemOf, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

/** A refusal or fault in the person's language, with the clause that decided. */
export function ProblemText({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation()
  const problem = problemOf(fault)
  const words = useProblemWords()
  if (!problem) return <p>{t('no-answer')}</p>
  return (
    <>
      <p>{words(problem)}</p>
      {problem.clause ? <p className="soft">{t('clause', { clause: problem.clause })}</p> : null}
    </>
  )
}

/** The words for a problem, by its code; the API's own, which are English, where this app is older than the code. */
export function useProblemWords(): (problem: Problem) => string {
  const { i18n } = useTranslation('problems')
  const { language } = useLanguage()
  return ({ code, facts, title }) => {
    const key = `problems:${code}`
    return i18n.exists(key, { lng: language }) ? i18n.t(key as never, { ...facts }) : title
  }
}
