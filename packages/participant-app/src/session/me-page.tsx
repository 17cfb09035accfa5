import { useMutation, useQuery } from '@tanstack/react-query'
import { getMessagesUnreadOptions, useMe } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState } from '../ui/states.tsx'
import { endSession } from './end-session.ts'

const places = [
  { to: '/me/family', text: 'me.places.family' },
  { to: '/me/messages', text: 'me.places.messages' },
  { to: '/me/payment', text: 'me.places.payment' },
  { to: '/me/arrears', text: 'me.places.arrears' },
  { to: '/me/data', text: 'me.places.data' },
  { to: '/public', text: 'me.places.public' },
] as const

/** Who is signed in, what there is of theirs, and the way out. */
export default function MePage() {
  const { t } = useTranslation('session')
  const me = useMe()
  const messages = useQuery(getMessagesUnreadOptions())
  const leave = useMutation({ mutationFn: endSession })
  const unread = messages.data?.unread ?? 0
  return (
    <Page title={me?.name ?? t('me.title')}>
      <Card>
        {me?.name ? null : <p>{t('me.unnamed')}</p>}
        <Facts facts={[[t('me.number'), me?.personId]]} />
      </Card>
      <nav className="card" aria-label={t('me.places.label')}>
        {places.map(({ text, to }) => (
          <Link key={to} className="link-row" to={to}>
            {to === '/me/messages' && unread > 0 ? t('me.unread', { count: unread }) : t(text)}
          </Link>
        ))}
      </nav>
      <p className="soft">{t('me.leaves-nothing')}</p>
      <Action kind="second" busy={leave.isPending} onClick={() => leave.mutate()}>
        {t('me.sign-out')}
      </Action>
      {leave.error ? <FaultState fault={leave.error} /> : null}
    </Page>
  )
}
