import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import type { ClaimTerms } from './claim-terms.ts'

/** Papers that every claim of an illness or accident needs. */
const always = ['identity', 'certificate', 'records', 'account'] as const

/** What to photograph, in plain words; for each illness what the plan's checklist asks for besides. */
export function NeededPapers({ illness, terms }: { readonly terms: ClaimTerms; readonly illness: string }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const codes = terms.cover.illnesses.find(({ code }) => code === illness)?.checklist ?? []
  const own = terms.review.illnessChecklist.filter(({ code }) => codes.includes(code))
  return (
    <ul className="points">
      {own.map(({ code, text }) => (
        <OwnPaper key={code} code={code} text={pick(text)} />
      ))}
      {always.map((paper) => (
        <li key={paper}>
          <strong>{t(`papers.${paper}`)}</strong> {t(`papers.${paper}-text`)}
        </li>
      ))}
    </ul>
  )
}

/** Says in plain words what the checklist means, where this app knows the item; else as the plan says it. */
function OwnPaper({ code, text }: { readonly code: string; readonly text: string }) {
  const { i18n, t } = useTranslation('claims')
  const { language } = useLanguage()
  const known = i18n.exists(`claims:plain.${code}.title`, { lng: language })
  if (!known) return <li>{text}</li>
  const item = code as 'pathology-report'
  return (
    <li>
      <strong>{t(`plain.${item}.title`)}</strong> {t(`plain.${item}.text`)}
    </li>
  )
}
