import { useMutation } from '@tanstack/react-query'
import type { GetParticipantsByParticipantIdChargesResponse } from '@tongzhou/web-client'
import { getParticipantsByParticipantIdChargesByPeriodProof, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { queryClient } from '../api.ts'
import { publishedPolicy } from '../published-log.ts'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { FaultState } from '../ui/states.tsx'
import { type CheckedShare, checkShare, type SharedCharge } from './check-share.ts'
import './sharing.css'

interface BillCardProps {
  readonly charge: GetParticipantsByParticipantIdChargesResponse[number]
  readonly participantId: string
}

/** One share: how much, when, how it was reckoned, and the proof at a tap. */
export function BillCard({ charge, participantId }: BillCardProps) {
  const { t } = useTranslation('sharing')
  const { exempt, period, plan, shareFen, sharingDay } = charge
  return (
    <Card title={t('list.period', { period })}>
      <p className="large-figure">{shareFen === null ? t('list.not-yet') : <Amount fen={shareFen} />}</p>
      <Facts facts={[[t('list.day'), <CalendarDay key="day" day={sharingDay} />]]} />
      {exempt === null ? null : <p>{t('bills.exempt')}</p>}
      <Link className="link-row" to={`/public/plans/${plan}/periods/${period}`}>
        {t('bills.how', { period })}
      </Link>
      {shareFen === null || exempt !== null ? null : <Proof charge={{ participantId, period, plan, shareFen }} />}
    </Card>
  )
}

async function readAndCheck(charge: SharedCharge): Promise<CheckedShare> {
  const { participantId, period } = charge
  const answer = getParticipantsByParticipantIdChargesByPeriodProof({
    path: { participantId, period },
    parseAs: 'text',
    throwOnError: true,
  })
  const [{ data }, policy] = await Promise.all([answer, queryClient.fetchQuery(publishedPolicy)])
  return checkShare(String(data), policy, charge)
}

function Proof({ charge }: { readonly charge: SharedCharge }) {
  const { t } = useTranslation('sharing')
  const check = useMutation({ mutationFn: () => readAndCheck(charge) })
  const { participantId, period } = charge
  return (
    <>
      <Action kind="second" busy={check.isPending} onClick={() => check.mutate()}>
        {t('proof.check', { period })}
      </Action>
      <div role="status">{check.data ? <Verdict checked={check.data} /> : null}</div>
      {check.error ? <FaultState fault={check.error} /> : null}
      <a className="link-row" href={`/participants/${participantId}/charges/${period}/proof`} download>
        {t('proof.save', { period })}
      </a>
    </>
  )
}

function Verdict({ checked }: { readonly checked: CheckedShare }) {
  const { t } = useTranslation('sharing')
  const { language } = useLanguage()
  if (checked.verdict !== 'proved') {
    return (
      <p className={checked.verdict === 'unable' ? 'soft' : 'field-wrong'}>
        {t(`proof.${checked.verdict}`)} {checked.verdict === 'not-proved' ? checked.reason : null}
      </p>
    )
  }
  const participants = new Intl.NumberFormat(language).format(checked.participants)
  return (
    <>
      <p className="added-up">{t('proof.proved', { participants })}</p>
      <p className="soft">{t('proof.signed', { names: checked.signedBy.join(', ') })}</p>
    </>
  )
}
