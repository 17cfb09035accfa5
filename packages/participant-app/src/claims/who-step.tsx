import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Choice } from '../ui/choice.tsx'
import type { Membership, StepProps } from './file-page.tsx'

/** Who is ill: oneself, or somebody whose shares one pays. */
export function WhoStep({ children, draft, member, memberships, next }: StepProps) {
  const { t } = useTranslation('claims')
  const [isMissing, setMissing] = useState(false)
  const nameOf = useMembershipName()
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(!member)
        if (member) next()
      }}
    >
      {children}
      <p>{t('who.first')}</p>
      <Choice
        label={t('who.label')}
        options={memberships.map((one) => ({ value: one.participantId, text: nameOf(one) }))}
        value={member?.participantId ?? null}
        onChange={(participantId) => draft.change({ participantId })}
      />
      <p className="field-wrong" aria-live="polite">
        {isMissing && !member ? t('who.missing') : null}
      </p>
      <Action submit>{t('file.next')}</Action>
    </form>
  )
}

/** A membership as its payer calls it. */
export function useMembershipName(): (membership: Pick<Membership, 'name' | 'relation'>) => string {
  const { t } = useTranslation('claims')
  return ({ name, relation }) => {
    const words = t(`relations.${relation as 'self'}`)
    return name ? t('who.named', { name, relation: words }) : words
  }
}
