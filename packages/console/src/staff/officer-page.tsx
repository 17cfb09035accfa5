import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetStaffByPersonIdResponse } from '@tongzhou/web-client'
import {
  deletePeopleByPersonIdPasskeys,
  deletePeopleByPersonIdRolesByRole,
  deletePeopleByPersonIdSessions,
  getStaffByPersonIdOptions,
  newKey,
  putPeopleByPersonIdRolesByRole,
  useMe,
} from '@tongzhou/web-client'
import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { offices } from '../routes.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/fields.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { Factors } from './staff-page.tsx'
import './staff.css'

type Officer = GetStaffByPersonIdResponse

/** One officer: offices now and in the past, how they sign in, and what an operator does about it. Nobody changes their own. */
export default function OfficerPage() {
  const { t } = useTranslation(['staff', 'common'])
  const personId = useParams().person ?? ''
  const me = useMe()
  const officer = useQuery(getStaffByPersonIdOptions({ path: { personId } }))
  const changes = (me?.roles.includes('operator') ?? false) && me?.personId !== personId
  const title = officer.data?.name ?? t('officer.number', { number: personId })
  return (
    <Page title={title} actions={<Link to={`/audit?person=${personId}`}>{t('officer.acts')}</Link>}>
      <Answer query={officer}>
        {(one) => (
          <>
            <OfficesCard officer={one} changes={changes} />
            <SignInsCard officer={one} changes={changes} />
          </>
        )}
      </Answer>
    </Page>
  )
}

interface CardProps {
  readonly officer: Officer
  readonly changes: boolean
}

type Headers = { readonly headers: { readonly 'idempotency-key': string }; readonly throwOnError: true }

/** A command on this person; everything that is shown is asked for again. */
function useCommand(send: (options: Headers) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => send({ headers: { 'idempotency-key': newKey() }, throwOnError: true }),
    onSettled: () => queries.invalidateQueries(),
  })
}

function OfficesCard({ changes, officer }: CardProps) {
  const { t } = useTranslation(['staff', 'common'])
  const held = officer.offices.filter(({ revokedAt }) => revokedAt === null)
  return (
    <Card title={t('officer.offices')}>
      {held.length === 0 ? <p className="soft">{t('officer.no-office')}</p> : null}
      <ul className="plain-list">
        {officer.offices.map((one) => (
          <li className="row" key={`${one.role}${one.grantedAt}`}>
            <span className="tag" data-tone={one.revokedAt === null ? 'good' : undefined}>
              {t(`common:offices.${one.role}`)}
            </span>
            <span className="soft">
              {t('officer.since')} <Moment at={one.grantedAt} /> · <Giver person={one.grantedBy} />
              {one.revokedAt ? (
                <>
                  {' · '}
                  {t('officer.ended')} <Moment at={one.revokedAt} /> · <Giver person={one.revokedBy} />
                </>
              ) : null}
            </span>
            {changes && one.revokedAt === null ? <TakeAway personId={officer.personId} role={one.role} /> : null}
          </li>
        ))}
      </ul>
      {changes ? <GiveForm personId={officer.personId} held={held.map(({ role }) => role)} /> : null}
    </Card>
  )
}

function Giver({ person }: { readonly person: string | null }) {
  const { t } = useTranslation(['staff', 'common'])
  return <>{person === null ? t('officer.terminal') : t('officer.number', { number: person })}</>
}

type Role = Officer['offices'][number]['role']

function TakeAway({ personId, role }: { readonly personId: string; readonly role: Role }) {
  const { t } = useTranslation(['staff', 'common'])
  const take = useCommand((options) => deletePeopleByPersonIdRolesByRole({ path: { personId, role }, ...options }))
  return (
    <>
      <Confirmed text={t('take.text')} button={t('take.button')} run={take.mutate} isPending={take.isPending} />
      {take.error ? <FaultState fault={take.error} /> : null}
    </>
  )
}

interface ConfirmedProps {
  readonly text: string
  readonly button: string
  readonly run: () => void
  readonly isPending: boolean
}

/** What cannot be undone is asked once more. */
function Confirmed({ button, isPending, run, text }: ConfirmedProps) {
  const { t } = useTranslation(['staff', 'common'])
  return (
    <Popconfirm title={text} okText={t('confirm.yes')} cancelText={t('confirm.no')} onConfirm={run}>
      <Button size="small" danger loading={isPending}>
        {button}
      </Button>
    </Popconfirm>
  )
}

function GiveForm({ held, personId }: { readonly personId: string; readonly held: readonly Role[] }) {
  const { t } = useTranslation(['staff', 'common'])
  const [role, choose] = useState<Role | ''>('')
  const give = useCommand((options) =>
    putPeopleByPersonIdRolesByRole({ path: { personId, role: role as Role }, ...options }),
  )
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        give.mutate()
        choose('')
      }}
    >
      <Choice
        label={t('give.label')}
        none={t('give.none')}
        required
        value={role}
        onChange={(value) => choose(value as Role)}
        options={offices.filter((one) => !held.includes(one)).map((one) => [one, t(`common:offices.${one}`)])}
      />
      <Button htmlType="submit" loading={give.isPending}>
        {t('give.button')}
      </Button>
      {give.error ? <FaultState fault={give.error} /> : null}
    </form>
  )
}

function SignInsCard({ changes, officer }: CardProps) {
  const { t } = useTranslation(['staff', 'common'])
  const path = { personId: officer.personId }
  const end = useCommand((options) => deletePeopleByPersonIdSessions({ path, ...options }))
  const forget = useCommand((options) => deletePeopleByPersonIdPasskeys({ path, ...options }))
  return (
    <Card title={t('sign-ins.title')}>
      <div className="row">
        <Factors passkeys={officer.passkeys} />
        {officer.phoneEnds ? <span className="soft">{t('officer.phone', { digits: officer.phoneEnds })}</span> : null}
      </div>
      <p className="soft">{t(officer.passkeys > 0 ? 'sign-ins.two' : 'sign-ins.one')}</p>
      <ul className="plain-list">
        {officer.ownPasskeys.map(({ lastUsedAt, madeAt }) => (
          <li key={madeAt}>
            {t('sign-ins.passkey-made')} <Moment at={madeAt} />
            {lastUsedAt ? (
              <>
                {' · '}
                {t('sign-ins.last-used')} <Moment at={lastUsedAt} />
              </>
            ) : null}
          </li>
        ))}
        {officer.openSessions.map(({ beganAt, expiresAt, method }) => (
          <li key={beganAt}>
            {t('sign-ins.session', { method: t(`method.${method}`) })} <Moment at={beganAt} /> · {t('sign-ins.until')}{' '}
            <Moment at={expiresAt} />
          </li>
        ))}
      </ul>
      {officer.openSessions.length === 0 ? <p className="soft">{t('sign-ins.none')}</p> : null}
      {changes ? (
        <div className="row">
          {officer.openSessions.length > 0 ? (
            <Confirmed text={t('end.text')} button={t('end.button')} run={end.mutate} isPending={end.isPending} />
          ) : null}
          {officer.passkeys > 0 ? (
            <Confirmed
              text={t('forget.text')}
              button={t('forget.button')}
              run={forget.mutate}
              isPending={forget.isPending}
            />
          ) : null}
        </div>
      ) : null}
      {end.error ? <FaultState fault={end.error} /> : null}
      {forget.error ? <FaultState fault={forget.error} /> : null}
    </Card>
  )
}
