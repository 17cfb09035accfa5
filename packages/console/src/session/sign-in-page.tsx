import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meQuery, postSignIn, postSignInCode } from '@tongzhou/web-client'
import { Button } from 'antd'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { TextField } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState } from '../ui/states.tsx'
import { knowsPasskeys, signInWithPasskey } from './passkey.ts'
import { nextAfterSignIn } from './sign-in-path.ts'
import { TrialCode } from './trial-code.tsx'

/** Sign-in by a code sent to the phone, or by a passkey; offices are given by the operator. */
export default function SignInPage() {
  const { t } = useTranslation('session')
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const onSuccess = async () => {
    // What was asked before may be another person's, whose session ended in this browser.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
    await queries.fetchQuery({ ...meQuery, staleTime: 0 })
    await navigate(nextAfterSignIn(search), { replace: true })
  }
  const ask = useMutation({ mutationFn: () => postSignInCode({ body: { phone }, throwOnError: true }) })
  const enter = useMutation({
    mutationFn: () => postSignIn({ body: { phone, code, bearer: false }, throwOnError: true }),
    onSuccess,
  })
  const passkey = useMutation({ mutationFn: signInWithPasskey, onSuccess })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (ask.isSuccess) enter.mutate()
    else ask.mutate()
  }
  return (
    <Page title={t('title')} narrow>
      <form className="stack" onSubmit={submit}>
        {ask.isSuccess ? (
          <>
            <p role="status">{t('sent', { phone })}</p>
            <TextField
              label={t('code')}
              value={code}
              onChange={setCode}
              inputMode="numeric"
              autoComplete="one-time-code"
              pattern="[0-9]{6}"
              maxLength={6}
              required
            />
            <TrialCode phone={phone} />
            {enter.error ? <FaultState fault={enter.error} /> : null}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={enter.isPending}>
                {t('enter')}
              </Button>
              <Button onClick={() => ask.reset()}>{t('other-phone')}</Button>
            </div>
          </>
        ) : (
          <>
            <p>{t('how')}</p>
            <TextField
              label={t('phone')}
              value={phone}
              onChange={setPhone}
              type="tel"
              autoComplete="tel"
              maxLength={32}
              required
            />
            {ask.error ? <FaultState fault={ask.error} /> : null}
            {passkey.error ? <FaultState fault={passkey.error} /> : null}
            <div className="row">
              <Button type="primary" htmlType="submit" loading={ask.isPending}>
                {t('send')}
              </Button>
              {knowsPasskeys ? (
                <Button loading={passkey.isPending} onClick={() => passkey.mutate()}>
                  {t('by-passkey')}
                </Button>
              ) : null}
            </div>
          </>
        )}
      </form>
    </Page>
  )
}
