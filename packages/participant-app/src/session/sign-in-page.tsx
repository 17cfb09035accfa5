import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meKey, meQuery, postSignIn, postSignInCode } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Field } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { ProblemText } from '../ui/problem-text.tsx'
import { nextAfterSignIn } from './sign-in-path.ts'
import { TrialCode } from './trial-code.tsx'

/** Sign-in by a code sent to the phone; whoever signs in for the first time has an account then. */
export default function SignInPage() {
  const { t } = useTranslation('session')
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const ask = useMutation({ mutationFn: () => postSignInCode({ body: { phone }, throwOnError: true }) })
  const enter = useMutation({
    mutationFn: () => postSignIn({ body: { phone, code, bearer: false }, throwOnError: true }),
    onSuccess: async () => {
      // What is kept may be another person's, whose session ended on this device.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meKey[0] })
      await queries.fetchQuery({ ...meQuery, staleTime: 0 })
      await navigate(nextAfterSignIn(search), { replace: true })
    },
  })
  return (
    <Page title={t('title')}>
      {ask.isSuccess ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            enter.mutate()
          }}
        >
          <p role="status">{t('sent', { phone })}</p>
          <Field
            label={t('code')}
            value={code}
            onChange={setCode}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            wrong={enter.error ? <ProblemText fault={enter.error} /> : null}
          />
          <TrialCode phone={phone} />
          <Action submit busy={enter.isPending}>
            {t('enter')}
          </Action>
          <Action kind="second" onClick={ask.reset}>
            {t('other-phone')}
          </Action>
        </form>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            ask.mutate()
          }}
        >
          <p>{t('how')}</p>
          <Field
            label={t('phone')}
            value={phone}
            onChange={setPhone}
            type="tel"
            autoComplete="tel"
            maxLength={32}
            required
            wrong={ask.error ? <ProblemText fault={ask.error} /> : null}
          />
          <Action submit busy={ask.isPending}>
            {t('send')}
          </Action>
        </form>
      )}
    </Page>
  )
}
