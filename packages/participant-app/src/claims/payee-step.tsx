import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Field } from '../ui/field.tsx'
import type { StepProps } from './file-page.tsx'
import { missingIn } from './filing.ts'

/** Where the payout goes. */
export function PayeeStep({ children, draft, next, today }: StepProps) {
  const { t } = useTranslation('claims')
  const [isChecked, setChecked] = useState(false)
  const { payeeAccount, payeeName } = draft.value
  const missing = missingIn('payee', draft.value, today)
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
      <h2>{t('payee.title')}</h2>
      <p>{t('payee.text')}</p>
      <Field
        label={t('payee.name')}
        value={payeeName}
        onChange={(value) => draft.change({ payeeName: value })}
        maxLength={200}
        autoComplete="off"
        wrong={isChecked && missing === 'payeeName' ? t('payee.wrong.name') : null}
      />
      <Field
        label={t('payee.account')}
        value={payeeAccount}
        onChange={(value) => draft.change({ payeeAccount: value })}
        inputMode="numeric"
        maxLength={200}
        autoComplete="off"
        wrong={isChecked && missing === 'payeeAccount' ? t('payee.wrong.account') : null}
      />
      <Action submit>{t('file.next')}</Action>
    </form>
  )
}
