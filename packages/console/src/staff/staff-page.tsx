import { useQuery } from '@tanstack/react-query'
import type { GetStaffResponse } from '@tongzhou/web-client'
import { getStaffOptions, useMe } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { InvitationsCard } from './invitations-card.tsx'
import { InviteForm } from './invite-form.tsx'
import './staff.css'

/** Who holds which office, how they sign in, and the invitations. Operators change, auditors read. */
export default function StaffPage() {
  const { t } = useTranslation(['staff', 'common'])
  const me = useMe()
  const staff = useQuery({ ...getStaffOptions(), refetchInterval: 30_000 })
  const changes = me?.roles.includes('operator') ?? false
  return (
    <Page title={t('title')}>
      <Answer query={staff}>{(officers) => <OfficersTable officers={officers} />}</Answer>
      {changes ? (
        <Card title={t('invite.title')}>
          <InviteForm />
        </Card>
      ) : null}
      <InvitationsCard changes={changes} />
    </Page>
  )
}

function OfficersTable({ officers }: { readonly officers: GetStaffResponse }) {
  const { t } = useTranslation(['staff', 'common'])
  return (
    <TableWrap label={t('title')}>
      <table className="table one-line">
        <thead>
          <tr>
            <th>{t('officer.who')}</th>
            <th>{t('officer.offices')}</th>
            <th>{t('officer.factors')}</th>
            <th className="number">{t('officer.sessions')}</th>
            <th>{t('officer.last')}</th>
          </tr>
        </thead>
        <tbody>
          {officers.map((one) => (
            <tr key={one.personId}>
              <td>
                <Link to={`/staff/${one.personId}`}>{one.name ?? t('officer.number', { number: one.personId })}</Link>
                {one.phoneEnds ? <div className="soft">{t('officer.phone', { digits: one.phoneEnds })}</div> : null}
              </td>
              <td>
                <div className="row">
                  {one.offices.map(({ role }) => (
                    <span className="tag" key={role}>
                      {t(`common:offices.${role}`)}
                    </span>
                  ))}
                </div>
              </td>
              <td>
                <Factors passkeys={one.passkeys} />
              </td>
              <td className="number">{one.sessions}</td>
              <td>
                {one.lastSignIn ? (
                  <>
                    <Moment at={one.lastSignIn.at} /> · {t(`method.${one.lastSignIn.method}`)}
                  </>
                ) : (
                  '–'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableWrap>
  )
}

/** A passkey is a device and its lock; a code alone is whoever holds the phone number. */
export function Factors({ passkeys }: { readonly passkeys: number }) {
  const { t } = useTranslation(['staff', 'common'])
  return (
    <span className="tag" data-tone={passkeys > 0 ? 'good' : 'heed'}>
      {passkeys > 0 ? t('officer.passkeys', { count: passkeys }) : t('officer.code-only')}
    </span>
  )
}
