import { useQuery } from '@tanstack/react-query'
import { getParticipantsOptions, meQuery } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { CoverCard, type Membership } from './cover-card.tsx'
import { ShareCard } from './share-card.tsx'

/** Am I covered, and what does it cost? Whoever is not signed in sees what there is to join. */
export default function HomePage() {
  const { t } = useTranslation('participants')
  const me = useQuery(meQuery)
  const mine = useQuery({ ...getParticipantsOptions(), enabled: Boolean(me.data) })
  if (me.data === null) return <Navigate to="/join" replace />
  return (
    <Page title={me.data?.name ? t('home.hello', { name: me.data.name }) : t('home.title')}>
      <Answer query={me}>
        {() => <Answer query={mine}>{(memberships) => <Cover memberships={memberships} />}</Answer>}
      </Answer>
    </Page>
  )
}

function Cover({ memberships }: { readonly memberships: readonly Membership[] }) {
  const { t } = useTranslation('participants')
  const present = memberships.filter(({ status }) => status !== 'ended')
  const shown = present.length > 0 ? present : memberships
  if (shown.length === 0) {
    return (
      <Empty>
        <p>{t('home.nobody')}</p>
        <Action to="/join">{t('home.join')}</Action>
      </Empty>
    )
  }
  const own = shown.toSorted((one, other) => Number(other.relation === 'self') - Number(one.relation === 'self'))
  const paid = present.filter(({ payer }) => payer)
  const plans = [...new Set(paid.map(({ plan }) => plan))]
  return (
    <>
      {own.map((membership) => (
        <CoverCard key={membership.participantId} membership={membership} />
      ))}
      {plans.map((plan) => (
        <ShareCard key={plan} plan={plan} paid={paid.filter((membership) => membership.plan === plan)} />
      ))}
      <Action kind="second" to="/join">
        {t(present.length > 0 ? 'home.family' : 'home.join-again')}
      </Action>
    </>
  )
}
