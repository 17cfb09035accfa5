import { useQuery } from '@tanstack/react-query'
import type { GetParticipantsResponse } from '@tongzhou/web-client'
import { daysBetween, getPlansByPlanCalendarOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { planInForce } from '../plan-in-force.ts'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'

export type Membership = GetParticipantsResponse[number]

/** Whether somebody is covered, since when and until when; in the waiting period, how many days are left. */
export function CoverCard({ membership }: { readonly membership: Membership }) {
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const { coveredFrom, coveredUntil, endedOn, endedReason, joinedOn, name, relation, status } = membership
  const plan = useQuery(planInForce(membership.plan))
  const who = relation === 'self' ? 'you' : 'other'
  const facts: [string, React.ReactNode][] = [[t('cover.joined'), <CalendarDay key="joined" day={joinedOn} />]]
  if (status === 'ended' && endedOn) facts.push([t('cover.ended-on'), <CalendarDay key="ended" day={endedOn} />])
  else {
    facts.push([t('cover.from'), <CalendarDay key="from" day={coveredFrom} />])
    facts.push([t('cover.until'), <CalendarDay key="until" day={coveredUntil} />])
  }
  return (
    <Card
      tone={status === 'covered' ? 'good' : status === 'waiting' ? 'heed' : 'plain'}
      title={t(`cover.${status}.${who}`, { name })}
    >
      <p className="soft">{plan.data ? pick(plan.data.name) : '\u00a0'}</p>
      {status === 'waiting' ? (
        <Waiting membership={membership} accidents={plan.data?.waitingPeriod.accidentsExempt} />
      ) : null}
      {status === 'ended' && endedReason ? <p>{t(`cover.reasons.${endedReason}`)}</p> : null}
      <Facts facts={facts} />
    </Card>
  )
}

interface WaitingProps {
  readonly membership: Membership
  readonly accidents: boolean | undefined
}

function Waiting({ accidents, membership: { coveredFrom, plan } }: WaitingProps) {
  const { t } = useTranslation('participants')
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan } }))
  const left = calendar.data ? daysBetween(calendar.data.today, coveredFrom) : null
  return (
    <>
      <p className="large-figure">{left === null ? '\u00a0' : t('cover.days-left', { count: left })}</p>
      <p>{t('cover.illness-later')}</p>
      {accidents ? <p>{t('cover.accidents-now')}</p> : null}
    </>
  )
}
