import { useQuery } from '@tanstack/react-query'
import { getDemoInbox } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'

interface Message {
  readonly phoneNumber: string
  readonly text: string
}

/** In a trial no message is sent: the newest one to this phone is shown. Where real messages are sent there is no such inbox. */
export function TrialCode({ phone }: { readonly phone: string }) {
  const { t } = useTranslation('session')
  const inbox = useQuery({
    queryKey: ['demo-inbox'],
    queryFn: async () => {
      const { data } = await getDemoInbox({})
      return Array.isArray(data) ? (data as readonly Message[]) : []
    },
    refetchInterval: 2_000,
    // Nothing of an earlier sign-in: its code is not the one that was sent now.
    gcTime: 0,
    staleTime: 0,
    meta: { keep: false },
  })
  const digits = phone.replaceAll(/\D/g, '').slice(-11)
  const message = inbox.data?.find(({ phoneNumber }) => phoneNumber.endsWith(digits))
  if (!message) return null
  return (
    <Card tone="heed" title={t('trial')}>
      <p>{message.text}</p>
    </Card>
  )
}
