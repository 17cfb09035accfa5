import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { planTerms } from '../../plan-terms.ts'
import { Choice } from '../../ui/fields.tsx'
import type { CaseView } from '../use-case.ts'

interface ClauseChoiceProps {
  readonly view: CaseView
  readonly value: string
  readonly onChange: (clause: string) => void
}

/** The clause that decides, of the version by which the case is judged, with its words. */
export function ClauseChoice({ onChange, value, view }: ClauseChoiceProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const clauses = useQuery(planTerms(view.plan, view.planVersion)).data?.clauses ?? []
  const chosen = clauses.find(({ id }) => id === value)
  return (
    <>
      <Choice
        label={t('decide.clause')}
        none={t('decide.choose')}
        required
        value={value}
        onChange={onChange}
        options={clauses.map(({ id, text }) => [id, `${id} ${pick(text).slice(0, 60)}`])}
      />
      {chosen ? <blockquote>{pick(chosen.text)}</blockquote> : null}
    </>
  )
}
