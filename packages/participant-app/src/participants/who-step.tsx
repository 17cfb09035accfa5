import { useQuery } from '@tanstack/react-query'
import { getParticipantsOptions } from '@tongzhou/web-client'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { ageInYears } from './eligibility.ts'
import { readDocument } from './identity-document.ts'
import type { StepProps } from './join-page.tsx'

type Wrong = 'name' | 'number' | 'too-old' | 'too-young' | null

/** Who is to be covered: oneself, or somebody of the family. */
export function WhoStep({ children, draft, next, terms, today }: StepProps & { readonly children: ReactNode }) {
  const { t } = useTranslation('participants')
  const { kind, name, number, relation } = draft.value
  const [wrong, setWrong] = useState<Wrong>(null)
  const mine = useQuery(getParticipantsOptions())
  // The payer of a family must be known by a document: they join first.
  const isKnown = mine.data?.some((membership) => membership.relation === 'self') ?? false
  const relations = ['self', ...(isKnown ? terms.family.relations : [])]
  const { identityDocuments, leapDayBirthday, maxAgeYears, minAgeYears = 0 } = terms.eligibility
  const check = (): Wrong => {
    if (name.trim() === '') return 'name'
    const known = readDocument(kind, number, today)
    if (!known || known.bornOn > today) return 'number'
    const age = ageInYears(known.bornOn, today, leapDayBirthday)
    return age > maxAgeYears ? 'too-old' : age < minAgeYears ? 'too-young' : null
  }
  const submit = () => {
    const found = check()
    setWrong(found)
    if (found === null) next()
  }
  const isPassport = kind === 'icao-passport'
  const numberWrong = wrong === 'number' || wrong === 'too-old' || wrong === 'too-young'
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {children}
      <Choice
        label={t('who.for')}
        hint={isKnown ? undefined : t('who.family-later')}
        options={relations.map((value) => ({ value, text: t(`relations.${value as 'self'}`) }))}
        value={relation}
        onChange={(value) => draft.change({ relation: value })}
      />
      <Field
        label={t('who.name')}
        hint={t('who.name-hint')}
        value={name}
        onChange={(value) => draft.change({ name: value })}
        autoComplete={relation === 'self' ? 'name' : 'off'}
        maxLength={100}
        wrong={wrong === 'name' ? t('who.wrong.name') : null}
      />
      {identityDocuments.length > 1 ? (
        <Choice
          label={t('who.document')}
          options={identityDocuments.map((value) => ({ value, text: t(`documents.${value as 'cn-resident-id'}`) }))}
          value={kind}
          onChange={(value) => draft.change({ kind: value, number: '' })}
        />
      ) : null}
      <Field
        label={t(isPassport ? 'who.passport' : 'who.number')}
        hint={t(isPassport ? 'who.passport-hint' : 'who.number-hint')}
        value={number}
        onChange={(value) => draft.change({ number: value })}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={60}
        wrong={
          numberWrong
            ? t(`who.wrong.${isPassport && wrong === 'number' ? 'passport' : wrong}`, {
                from: minAgeYears,
                to: maxAgeYears,
              })
            : null
        }
      />
      <Action submit>{t('join.next')}</Action>
    </form>
  )
}
