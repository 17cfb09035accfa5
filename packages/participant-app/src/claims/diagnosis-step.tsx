import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Choice } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import type { StepProps } from './file-page.tsx'
import { missingIn } from './filing.ts'

/** When and where the illness was diagnosed first. */
export function DiagnosisStep({ children, draft, next, terms, today }: StepProps) {
  const { t } = useTranslation('claims')
  const [isChecked, setChecked] = useState(false)
  const { cause, diagnosedOn, hospital } = draft.value
  const missing = missingIn('diagnosis', draft.value, today)
  const causes = terms!.cover.causes
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setChecked(true)
        if (missing === null) next()
      }}
    >
      {children}
      <h2>{t('diagnosis.title')}</h2>
      {causes.length > 1 ? (
        <Choice
          label={t('diagnosis.cause')}
          options={causes.map((value) => ({ value, text: t(`causes.${value as 'illness'}`) }))}
          value={cause}
          onChange={(value) => draft.change({ cause: value })}
        />
      ) : null}
      <Field
        label={t('diagnosis.day')}
        hint={t('diagnosis.day-hint')}
        type="date"
        max={today}
        value={diagnosedOn}
        onChange={(value) => draft.change({ diagnosedOn: value })}
        wrong={
          isChecked && missing === 'diagnosedOn'
            ? t('diagnosis.wrong.diagnosedOn')
            : isChecked && missing === 'future'
              ? t('diagnosis.wrong.future')
              : null
        }
      />
      <Field
        label={t('diagnosis.hospital')}
        value={hospital}
        onChange={(value) => draft.change({ hospital: value })}
        maxLength={200}
        autoComplete="off"
        wrong={isChecked && missing === 'hospital' ? t('diagnosis.wrong.hospital') : null}
      />
      <Action submit>{t('file.next')}</Action>
    </form>
  )
}
