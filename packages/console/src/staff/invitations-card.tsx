import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetStaffInvitationsResponse } from '@tongzhou/web-client'
import { deleteStaffInvitationsByInvitationId, getStaffInvitationsOptions, newKey } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Answer, FaultState } from '../ui/states.tsx'

const tones = { open: 'heed', accepted: 'good', withdrawn: undefined, expired: undefined } as const

/** The newest invitations and what became of them. */
export function InvitationsCard({ changes }: { readonly changes: boolean }) {
  const { t } = useTranslation(['staff', 'common'])
  const invitations = useQuery({ ...getStaffInvitationsOptions(), refetchInterval: 30_000 })
  return (
    <Card title={t('invitations.title')}>
      <Answer query={invitations}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('invitations.none')}</p>
          ) : (
            <ul className="plain-list">
              {list.map((one) => (
                <Invitation key={one.invitationId} one={one} changes={changes} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

interface InvitationProps {
  readonly one: GetStaffInvitationsResponse[number]
  readonly changes: boolean
}

function Invitation({ changes, one }: InvitationProps) {
  const { t } = useTranslation(['staff', 'common'])
  const queries = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () =>
      deleteStaffInvitationsByInvitationId({
        path: { invitationId: one.invitationId },
        headers: { 'idempotency-key': newKey() },
        throwOnError: true,
      }),
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <li className="row">
      <span className="tag" data-tone={tones[one.status]}>
        {t(`invitations.status.${one.status}`)}
      </span>
      <span>{one.roles.map((role) => t(`common:offices.${role}`)).join(t('common:list-and'))}</span>
      <span className="soft">
        {t('invitations.by', { person: one.invitedBy })} · <Moment at={one.invitedAt} />
        {one.acceptedBy ? ` · ${t('invitations.accepted-by', { person: one.acceptedBy })}` : ''}
        {one.forOnePhone ? ` · ${t('invitations.bound')}` : ''}
      </span>
      {changes && one.status === 'open' ? (
        <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('invitations.withdraw')}
        </Button>
      ) : null}
      {withdraw.error ? <FaultState fault={withdraw.error} /> : null}
    </li>
  )
}
