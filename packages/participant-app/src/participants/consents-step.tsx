import type { GetConsentWordingsResponse } from '@tongzhou/web-client'
import { useLanguage } from '@tongzhou/web-client'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import type { StepProps } from './join-page.tsx'
import { newestWordings } from './joining.ts'

interface ConsentsStepProps extends StepProps {
  readonly wordings: GetConsentWordingsResponse
  readonly children: ReactNode
}

/** The consents, each by itself and none ticked beforehand (Personal Information Protection Law, articles 14 and 29). */
export function ConsentsStep({ children, draft, next, wordings }: ConsentsStepProps) {
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const [missing, setMissing] = useState(false)
  const members = { 'health-data': 'healthData', publication: 'publication' } as const
  const submit = () => {
    const isComplete = draft.value.healthData && draft.value.publication
    setMissing(!isComplete)
    if (isComplete) next()
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {children}
      <h2>{t('consents.title')}</h2>
      {newestWordings(wordings).map(({ kind, text }) => (
        <Card key={kind} title={t(`consents.${kind}`)}>
          <label className="tick">
            <input
              type="checkbox"
              checked={draft.value[members[kind]]}
              onChange={(event) => draft.change({ [members[kind]]: event.target.checked })}
            />
            <span>{pick(text)}</span>
          </label>
        </Card>
      ))}
      <p className="field-wrong" aria-live="polite">
        {missing ? t('consents.missing') : null}
      </p>
      <Action submit>{t('join.next')}</Action>
    </form>
  )
}
