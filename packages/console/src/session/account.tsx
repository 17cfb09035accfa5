import { useMutation } from '@tanstack/react-query'
import type { Me } from '@tongzhou/web-client'
import { postSignOut } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../api.ts'
import { forgetDrafts } from '../ui/draft.ts'
import { knowsPasskeys, makePasskey } from './passkey.ts'

async function endSession(): Promise<void> {
  await postSignOut({ throwOnError: true })
  queryClient.clear()
  forgetDrafts()
  location.replace(import.meta.env.BASE_URL)
}

/** Who is signed in, in which offices; a passkey for next time; the way out, which leaves nothing of the person here. */
export function Account({ me }: { readonly me: NonNullable<Me> }) {
  const { t } = useTranslation()
  const leave = useMutation({ mutationFn: endSession })
  const passkey = useMutation({ mutationFn: makePasskey })
  const offices = me.roles.flatMap((role) => (role === 'participant' || role === 'juror' ? [] : [role]))
  return (
    <div className="account">
      <span>
        {me.name ?? t('person', { number: me.personId })}
        {offices.map((office) => (
          <span className="office" key={office}>
            {t(`offices.${office}` as 'offices.reviewer')}
          </span>
        ))}
      </span>
      {knowsPasskeys ? (
        <Button size="small" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t(passkey.isSuccess ? 'passkey.made' : passkey.isError ? 'passkey.failed' : 'passkey.make')}
        </Button>
      ) : null}
      <Button size="small" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('sign-out')}
      </Button>
    </div>
  )
}
