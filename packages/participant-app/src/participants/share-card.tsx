import { useQueries, useQuery } from '@tanstack/react-query'
import type {
  GetParticipantsByParticipantIdChargesResponse,
  GetPlansByPlanCalendarResponse,
} from '@tongzhou/web-client'
import {
  formatDay,
  getParticipantsByParticipantIdChargesOptions,
  getPlansByPlanCalendarOptions,
  useLanguage,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import type { Membership } from './cover-card.tsx'
import { newestShare } from './newest-share.ts'

interface ShareCardProps {
  readonly plan: string
  /** Those of the plan whose shares the person pays. */
  readonly paid: readonly Membership[]
}

/** This period's share of all whom somebody pays for, and the next date. */
export function ShareCard({ paid, plan }: ShareCardProps) {
  const { t } = useTranslation('participants')
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan } }))
  const charges = useQueries({
    queries: paid.map(({ participantId }) => getParticipantsByParticipantIdChargesOptions({ path: { participantId } })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  })
  const known = charges.length === paid.length ? newestShare(charges) : undefined
  return (
    <Card title={t('share.title')}>
      {known === undefined ? <p className="large-figure">{'\u00a0'}</p> : <Newest share={known} count={paid.length} />}
      <Answer query={calendar}>{(ahead) => <Ahead calendar={ahead} />}</Answer>
      <Link className="link-row" to="/bills">
        {t('share.bills')}
      </Link>
    </Card>
  )
}

type Charge = GetParticipantsByParticipantIdChargesResponse[number]

interface NewestProps {
  readonly share: { readonly charge: Charge; readonly fen: bigint | null } | null
  readonly count: number
}

function Newest({ count, share }: NewestProps) {
  const { t } = useTranslation('participants')
  const { language } = useLanguage()
  if (share === null) return <p>{t('share.none')}</p>
  const day = formatDay(share.charge.sharingDay, language)
  if (share.fen === null) return <p>{t('share.coming', { day })}</p>
  return (
    <>
      <p className="large-figure">
        <Amount fen={share.fen} />
      </p>
      <p>{t('share.of', { day, count })}</p>
    </>
  )
}

/** The next day on which something happens: cases become public, or their cost is shared. */
function Ahead({ calendar: { periods, today } }: { readonly calendar: GetPlansByPlanCalendarResponse }) {
  const { t } = useTranslation('participants')
  const [period] = periods
  if (!period) return null
  const isPublic = period.publicityDay <= today
  return (
    <Facts
      facts={[
        isPublic
          ? [t('share.next-sharing'), <CalendarDay key="day" day={period.sharingDay} />]
          : [t('share.next-publicity'), <CalendarDay key="day" day={period.publicityDay} />],
      ]}
    />
  )
}
