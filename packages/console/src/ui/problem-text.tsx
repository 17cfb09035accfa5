import { problemOf, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

/** A refusal or fault in the person's language, with the clause that decided; the API's words where this console is older than the code. */
export function ProblemText({ fault }: { readonly fault: unknown }) {
  const { i18n, t } = useTranslation()
  const { language } = useLanguage()
  const problem = problemOf(fault)
  if (!problem) return <p>{t('no-answer')}</p>
  const key = `problems:${problem.code}`
  const words = i18n.exists(key, { lng: language }) ? i18n.t(key as never, { ...problem.facts }) : problem.title
  return (
    <>
      <p>{words}</p>
      {problem.clause ? <p>{t('clause', { clause: problem.clause })}</p> : null}
    </>
  )
}
