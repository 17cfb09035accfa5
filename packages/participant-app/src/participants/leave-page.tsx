import { useQuery } from '@tanstack/react-query'
import { getParticipantsOptions, getPlansByPlanCalendarOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { planInForce } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import type { Membership } from './cover-card.tsx'
import { LeaveForm } from './leave-form.tsx'

/** Leaving a plan: what it means is said before it can be done. */
export default function LeavePage() {
  const { participantId } = useParams()
  const { t } = useTranslation('family')
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('leave.title')} back="/me/family">
      <Answer query={mine}>
        {(memberships) => {
          const membership = memberships.find((one) => one.participantId === participantId)
          if (!membership) return <Empty>{t('leave.unknown')}</Empty>
          return membership.status === 'ended' ? <Left membership={membership} /> : <Leaving membership={membership} />
        }}
      </Answer>
    </Page>
  )
}

function Left({ membership: { plan, relation } }: { readonly membership: Membership }) {
  const { t } = useTranslation('family')
  return (
    <>
      <Card title={t('leave.done')}>
        <p>{t('leave.done-means')}</p>
      </Card>
      <Action to="/">{t('leave.home')}</Action>
      <Action kind="second" to={`/join/${plan}`}>
        {t(relation === 'self' ? 'leave.again' : 'leave.again-other')}
      </Action>
    </>
  )
}

function Leaving({ membership }: { readonly membership: Membership }) {
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan: membership.plan } }))
  const terms = useQuery(planInForce(membership.plan))
  return (
    <Answer query={terms}>
      {(rules) => (
        <Answer query={calendar}>
          {({ periods, today }) => (
            <LeaveForm membership={membership} terms={rules} today={today} period={periods[0] ?? null} />
          )}
        </Answer>
      )}
    </Answer>
  )
}
