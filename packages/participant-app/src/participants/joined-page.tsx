import { useQuery } from '@tanstack/react-query'
import { getParticipantsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { CoverCard } from './cover-card.tsx'

/** The result of joining. */
export default function JoinedPage() {
  const { participantId, plan } = useParams()
  const { t } = useTranslation('participants')
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('joined.title')}>
      <Answer query={mine}>
        {(memberships) => {
          const membership = memberships.find((one) => one.participantId === participantId)
          if (!membership) return <Empty>{t('joined.unknown')}</Empty>
          return <CoverCard membership={membership} />
        }}
      </Answer>
      <p>{t('joined.next')}</p>
      <Action to="/">{t('joined.home')}</Action>
      <Action kind="second" to={`/join/${plan}/apply`}>
        {t('joined.family')}
      </Action>
    </Page>
  )
}
