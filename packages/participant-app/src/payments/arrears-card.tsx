import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GetArrearsResponse, GetParticipantsResponse, PostArrearsPaymentsResponse } from '@tongzhou/web-client'
import {
  formatFen,
  getArrearsQueryKey,
  getParticipantsQueryKey,
  postArrearsPayments,
  problemOf,
  useLanguage,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { FaultState } from '../ui/states.tsx'

interface ArrearsCardProps {
  readonly participantId: string
  /** Undefined while that is on its way. */
  readonly membership: GetParticipantsResponse[number] | undefined
  readonly shares: GetArrearsResponse
  /** This card goes when its shares are paid, so its result is told where it stands. */
  readonly onPaid: (outcome: PostArrearsPaymentsResponse) => void
}

/** What is owed for one person, and paying all of it at once: no share is left to end the cover. */
export function ArrearsCard({ membership, onPaid, participantId, shares }: ArrearsCardProps) {
  const { t } = useTranslation('payments')
  const { language } = useLanguage()
  const queries = useQueryClient()
  const draft = useDraft(`arrears-${participantId}`, {})
  const pay = useMutation({
    mutationFn: () =>
      postArrearsPayments({
        body: { participantId },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async ({ data }) => {
      draft.discard()
      onPaid(data)
      await Promise.all([
        queries.invalidateQueries({ queryKey: getArrearsQueryKey() }),
        queries.invalidateQueries({ queryKey: getParticipantsQueryKey() }),
      ])
    },
  })
  const total = shares.reduce((sum, { shareFen }) => sum + BigInt(shareFen), 0n)
  const isEnded = membership?.status === 'ended'
  const who = membership?.relation === 'self' ? t('arrears.mine') : (membership?.name ?? '\u00a0')
  return (
    <Card tone="heed" title={who}>
      <Facts
        facts={[
          ...shares.map(
            ({ period, shareFen, sharingDay }) =>
              [
                <span key="period">
                  {t('arrears.period', { period })} <CalendarDay day={sharingDay} />
                </span>,
                <Amount key="share" fen={shareFen} />,
              ] as const,
          ),
          [t('arrears.total'), <Amount key="total" fen={total} />],
        ]}
      />
      <p>{t(isEnded ? 'arrears.ended' : 'arrears.keeps')}</p>
      <Action busy={pay.isPending} onClick={() => pay.mutate()}>
        {t('arrears.pay', { sum: formatFen(total, language) })}
      </Action>
      {pay.error ? <FaultState fault={pay.error} /> : null}
      {problemOf(pay.error)?.code === 'no-agreement' ? (
        <Link className="link-row" to="/me/payment">
          {t('agreement.title')}
        </Link>
      ) : null}
    </Card>
  )
}
