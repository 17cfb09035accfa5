import { useMutation } from '@tanstack/react-query'
import { postMeDataDeletion, problemOf } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { FaultState } from '../ui/states.tsx'
import { forgetSession } from './end-session.ts'

/** Where what keeps the data from being deleted is settled, by the code of the refusal. */
const ways = {
  'still-in-a-plan': { to: '/me/family', text: 'deletion.ways.plan' },
  'still-a-juror': { to: '/board', text: 'deletion.ways.board' },
  'claim-still-open': { to: '/claims', text: 'deletion.ways.claims' },
  'share-still-unpaid': { to: '/me/arrears', text: 'deletion.ways.arrears' },
} as const

/** Deleting one's data: what goes, what stays and why is said before it can be done. */
export function DeletionCard() {
  const { t } = useTranslation('my-data')
  const [isSure, setSure] = useState(false)
  const draft = useDraft('data-deletion', {})
  const erase = useMutation({
    mutationFn: () =>
      postMeDataDeletion({
        body: { understood: true },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: forgetSession,
  })
  const code = problemOf(erase.error)?.code ?? ''
  const way = Object.hasOwn(ways, code) ? ways[code as keyof typeof ways] : null
  return (
    <Card title={t('deletion.title')}>
      <p>{t('deletion.what')}</p>
      <h3>{t('deletion.goes')}</h3>
      <ul className="points">
        <li>{t('deletion.goes-identity')}</li>
        <li>{t('deletion.goes-health')}</li>
        <li>{t('deletion.goes-claims')}</li>
        <li>{t('deletion.goes-messages')}</li>
      </ul>
      <h3>{t('deletion.stays')}</h3>
      <ul className="points">
        <li>{t('deletion.stays-books')}</li>
        <li>{t('deletion.stays-cases')}</li>
        <li>{t('deletion.stays-log')}</li>
        <li>{t('deletion.stays-payout')}</li>
      </ul>
      <p>{t('deletion.first')}</p>
      <label className="tick">
        <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
        <span>{t('deletion.sure')}</span>
      </label>
      {isSure ? (
        <Action kind="danger" busy={erase.isPending} onClick={() => erase.mutate()}>
          {t('deletion.now')}
        </Action>
      ) : null}
      {erase.error ? <FaultState fault={erase.error} /> : null}
      {way ? (
        <Link className="link-row" to={way.to}>
          {t(way.text)}
        </Link>
      ) : null}
    </Card>
  )
}
