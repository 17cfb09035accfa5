import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetMessagesResponse } from '@tongzhou/web-client'
import { getMessagesOptions, getMessagesUnreadQueryKey, postMessagesRead, useLanguage } from '@tongzhou/web-client'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { PhoneSwitches } from './phone-switches.tsx'

/** What the platform has told somebody; opening the page is seeing it. */
export default function MessagesPage() {
  const { t } = useTranslation('payments')
  const messages = useQuery(getMessagesOptions())
  useSeen(messages.data)
  return (
    <Page title={t('messages.title')} back="/me">
      <Answer query={messages}>
        {(list) =>
          list.length === 0 ? (
            <Empty>{t('messages.none')}</Empty>
          ) : (
            list.map((message) => <MessageCard key={message.id} message={message} />)
          )
        }
      </Answer>
      <PhoneSwitches />
    </Page>
  )
}

/** Tells the platform once what was shown. The list keeps what was new until it is loaded again. */
function useSeen(messages: GetMessagesResponse | undefined): void {
  const queries = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (upTo: string) =>
      postMessagesRead({ body: { upTo }, headers: { 'idempotency-key': `messages-read-${upTo}` }, throwOnError: true }),
    onSuccess: () => queries.invalidateQueries({ queryKey: getMessagesUnreadQueryKey() }),
  })
  const newest = messages?.[0]
  const unseen = newest && !newest.read ? newest.id : null
  useEffect(() => {
    if (unseen !== null) mutate(unseen)
  }, [unseen, mutate])
}

function MessageCard({ message }: { readonly message: GetMessagesResponse[number] }) {
  const { t } = useTranslation('payments')
  const { pick } = useLanguage()
  const { en, kind, read, writtenAt, zh } = message
  return (
    <Card tone={read ? 'plain' : 'good'} title={t(`messages.kinds.${kind}`)}>
      <p>{pick({ en, zh })}</p>
      <p className="soft">
        {read ? null : <strong>{t('messages.new')} · </strong>}
        <Moment at={writtenAt} />
      </p>
    </Card>
  )
}
