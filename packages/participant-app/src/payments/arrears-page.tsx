import { useQuery } from '@tanstack/react-query'
import type { PostArrearsPaymentsResponse } from '@tongzhou/web-client'
import { getArrearsOptions, getParticipantsOptions } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { ArrearsCard } from './arrears-card.tsx'

/** Shares that were not paid, and paying them. */
export default function ArrearsPage() {
  const { t } = useTranslation('payments')
  const arrears = useQuery(getArrearsOptions())
  const mine = useQuery(getParticipantsOptions())
  const [paid, setPaid] = useState<PostArrearsPaymentsResponse | null>(null)
  return (
    <Page title={t('arrears.title')} back="/me">
      <div role="status">{paid ? <Paid outcome={paid} /> : null}</div>
      <Answer query={arrears}>
        {(unpaid) => {
          if (unpaid.length === 0) return <Empty>{t('arrears.none')}</Empty>
          const participants = [...new Set(unpaid.map(({ participantId }) => participantId))]
          return participants.map((participantId) => (
            <ArrearsCard
              key={participantId}
              participantId={participantId}
              onPaid={setPaid}
              membership={mine.data?.find((one) => one.participantId === participantId)}
              shares={unpaid.filter((one) => one.participantId === participantId)}
            />
          ))
        }}
      </Answer>
    </Page>
  )
}

function Paid({ outcome: { failed, open } }: { readonly outcome: PostArrearsPaymentsResponse }) {
  const { t } = useTranslation('payments')
  if (failed > 0) {
    return (
      <Card tone="wrong">
        <p>{t('arrears.failed')}</p>
      </Card>
    )
  }
  return (
    <Card tone="good">
      <p>{t(open > 0 ? 'arrears.on-its-way' : 'arrears.paid')}</p>
    </Card>
  )
}
