import { useQuery } from '@tanstack/react-query'
import { getParticipantsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { planInForce } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import type { Membership } from './cover-card.tsx'

/** Who is covered with me, and who pays for whom. */
export default function FamilyPage() {
  const { t } = useTranslation('family')
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('title')} back="/me">
      <Answer query={mine}>
        {(memberships) => (memberships.length === 0 ? <Nobody /> : <Members memberships={memberships} />)}
      </Answer>
    </Page>
  )
}

function Nobody() {
  const { t } = useTranslation('family')
  return (
    <Empty>
      <p>{t('nobody')}</p>
      <Action to="/join">{t('join')}</Action>
    </Empty>
  )
}

function Members({ memberships }: { readonly memberships: readonly Membership[] }) {
  const { t } = useTranslation('family')
  const present = memberships.filter(({ status }) => status !== 'ended')
  const ended = memberships.filter(({ status }) => status === 'ended')
  return (
    <>
      {present.map((membership) => (
        <MemberCard key={membership.participantId} membership={membership} />
      ))}
      <Action to="/join">{t('add')}</Action>
      <p className="soft">{t('add-how')}</p>
      {ended.length === 0 ? null : <h2>{t('ended')}</h2>}
      {ended.map((membership) => (
        <MemberCard key={membership.participantId} membership={membership} />
      ))}
    </>
  )
}

function MemberCard({ membership }: { readonly membership: Membership }) {
  const { t } = useTranslation('family')
  const { pick } = useLanguage()
  const { endedOn, joinedOn, name, participantId, payer, plan, relation, status } = membership
  const terms = useQuery(planInForce(plan))
  const isMe = relation === 'self' && payer
  return (
    <Card title={isMe ? t('me') : (name ?? t('unnamed'))}>
      <Facts
        facts={[
          [t('plan'), terms.data ? pick(terms.data.name) : '\u00a0'],
          [t('relation'), t(payer ? `relations.${relation as 'self'}` : 'relations.self')],
          [t('cover'), t(`statuses.${status}`)],
          [t('joined'), <CalendarDay key="joined" day={joinedOn} />],
          ...(endedOn === null ? [] : [[t('ended-on'), <CalendarDay key="ended" day={endedOn} />] as const]),
          [t('who-pays'), t(payer ? 'i-pay' : 'another-pays')],
        ]}
      />
      {status === 'ended' ? null : (
        <Link className="link-row" to={`/me/family/${participantId}/leave`}>
          {isMe ? t('leave-link.me') : t('leave-link.other', { name: name ?? t('unnamed') })}
        </Link>
      )}
    </Card>
  )
}
