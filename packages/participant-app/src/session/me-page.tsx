import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState } from '../ui/states.tsx'
import { endSession } from './end-session.ts'
import { useMe } from './me.ts'

/** Who is signed in, and the way out. */
export default function MePage() {
  const { t } = useTranslation('session')
  const me = useMe()
  const leave = useMutation({ mutationFn: endSession })
  return (
    <Page title={me?.name ?? t('me.title')}>
      <Card>
        {me?.name ? null : <p>{t('me.unnamed')}</p>}
        <Facts facts={[[t('me.number'), me?.personId]]} />
      </Card>
      <p className="soft">{t('me.leaves-nothing')}</p>
      <Action kind="second" busy={leave.isPending} onClick={() => leave.mutate()}>
        {t('me.sign-out')}
      </Action>
      {leave.error ? <FaultState fault={leave.error} /> : null}
    </Page>
  )
}
