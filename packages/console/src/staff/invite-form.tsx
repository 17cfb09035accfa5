import { useMutation, useQueryClient } from '@tanstack/react-query'
import { newKey, postStaffInvitations } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { offices } from '../routes.tsx'
import { TextField } from '../ui/fields.tsx'
import { Moment } from '../ui/moment.tsx'
import { FaultState } from '../ui/states.tsx'

/** Offers offices by a link of one use. It is shown once; nothing of the form stays in the browser. */
export function InviteForm() {
  const { t } = useTranslation(['staff', 'common'])
  const queries = useQueryClient()
  const [chosen, choose] = useState<readonly (typeof offices)[number][]>([])
  const [phone, setPhone] = useState('')
  const [key, renew] = useState(newKey)
  const invite = useMutation({
    mutationFn: async () => {
      const body = { roles: [...chosen], ...(phone.trim() && { phone: phone.trim() }) }
      return (await postStaffInvitations({ body, headers: { 'idempotency-key': key }, throwOnError: true })).data
    },
    onSuccess: () => {
      renew(newKey())
      choose([])
      setPhone('')
      return queries.invalidateQueries()
    },
  })
  const change = <Value,>(put: (value: Value) => void, value: Value) => {
    put(value)
    renew(newKey())
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        invite.mutate()
      }}
    >
      <p>{t('invite.how')}</p>
      <fieldset className="row invite-offices">
        <legend>{t('invite.offices')}</legend>
        {offices.map((office) => (
          <label className="check" key={office}>
            <input
              type="checkbox"
              checked={chosen.includes(office)}
              onChange={({ target }) =>
                change(choose, target.checked ? [...chosen, office] : chosen.filter((one) => one !== office))
              }
            />
            {t(`common:offices.${office}`)}
          </label>
        ))}
      </fieldset>
      <TextField
        label={t('invite.phone')}
        hint={t('invite.phone-hint')}
        value={phone}
        onChange={(value) => change(setPhone, value)}
        type="tel"
        autoComplete="off"
        maxLength={32}
      />
      {invite.error ? <FaultState fault={invite.error} /> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={invite.isPending} disabled={chosen.length === 0}>
          {t('invite.send')}
        </Button>
      </div>
      {invite.data ? <Told code={invite.data.code} expiresAt={invite.data.expiresAt} /> : null}
    </form>
  )
}

/** The code stands behind the #: no server and no log is sent it with the address. */
function Told({ code, expiresAt }: { readonly code: string; readonly expiresAt: string }) {
  const { t } = useTranslation(['staff', 'common'])
  const link = `${location.origin}${import.meta.env.BASE_URL}invitation#${code}`
  const copy = useMutation({ mutationFn: () => navigator.clipboard.writeText(link) })
  return (
    <div className="stack" role="status">
      <p>{t('invite.told')}</p>
      <code className="invitation-link">{link}</code>
      <p className="soft">
        {t('invite.until')} <Moment at={expiresAt} />
      </p>
      <div className="row">
        <Button onClick={() => copy.mutate()}>
          {t(copy.isSuccess ? 'invite.copied' : copy.isError ? 'invite.copy-failed' : 'invite.copy')}
        </Button>
      </div>
    </div>
  )
}
