import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GetPlansByPlanCalendarResponse } from '@tongzhou/web-client'
import {
  formatDay,
  getParticipantsQueryKey,
  postParticipantsByParticipantIdLeave,
  useLanguage,
} from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PlanTerms } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { FaultState } from '../ui/states.tsx'
import type { Membership } from './cover-card.tsx'
import { lastShare } from './last-share.ts'

interface LeaveFormProps {
  readonly membership: Membership
  readonly terms: PlanTerms
  readonly today: string
  /** The first that is not shared yet. */
  readonly period: GetPlansByPlanCalendarResponse['periods'][number] | null
}

export function LeaveForm({ membership, period, terms, today }: LeaveFormProps) {
  const { t } = useTranslation('family')
  const { language, pick } = useLanguage()
  const { name, participantId, payer, relation } = membership
  const queries = useQueryClient()
  const [isSure, setSure] = useState(false)
  const draft = useDraft(`leave-${participantId}`, {})
  const leave = useMutation({
    mutationFn: () =>
      postParticipantsByParticipantIdLeave({
        path: { participantId },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getParticipantsQueryKey() })
    },
  })
  const day = (text: string) => formatDay(text, language)
  const who = relation === 'self' && payer ? 'you' : 'other'
  return (
    <>
      <p>{t(`leave.what.${who}`, { name: name ?? t('unnamed'), plan: pick(terms.name) })}</p>
      <Card tone="heed" title={t('leave.means')}>
        <ul className="points">
          <li>{t('leave.ends', { day: day(today) })}</li>
          <li>{t('leave.claims', { count: terms.filing.withinDays })}</li>
          <li>{t('leave.back', { count: terms.waitingPeriod.days })}</li>
          {who === 'you' ? <li>{t('leave.family-stays')}</li> : null}
        </ul>
      </Card>
      <Card title={t('leave.money')}>
        <p>
          {lastShare(membership, period, today)
            ? t('leave.last-share', { period: period?.period, day: day(period?.sharingDay ?? today) })
            : t('leave.no-share')}
        </p>
        <p>{t('leave.owed')}</p>
        <Link className="link-row" to="/me/arrears">
          {t('leave.look')}
        </Link>
      </Card>
      <label className="tick">
        <input type="checkbox" checked={isSure} onChange={(event) => setSure(event.target.checked)} />
        <span>{t('leave.sure')}</span>
      </label>
      {isSure ? (
        <Action kind="danger" busy={leave.isPending} onClick={() => leave.mutate()}>
          {t('leave.now')}
        </Action>
      ) : null}
      <Action kind="second" to="/me/family">
        {t('leave.stay')}
      </Action>
      {leave.error ? <FaultState fault={leave.error} /> : null}
    </>
  )
}
