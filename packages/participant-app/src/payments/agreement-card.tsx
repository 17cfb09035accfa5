import { useMutation, useQueryClient } from '@tanstack/react-query'
import { deletePaymentAgreement, getPaymentAgreementQueryKey } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import { FaultState } from '../ui/states.tsx'

/** An agreement in force, and taking it back: what that means is said before it is done. */
export function AgreementCard({ agreedAt }: { readonly agreedAt: string }) {
  const { t } = useTranslation('payments')
  const queries = useQueryClient()
  const [isAsked, ask] = useState(false)
  const draft = useDraft('end-payment-agreement', {})
  const end = useMutation({
    mutationFn: () => deletePaymentAgreement({ headers: { 'idempotency-key': draft.key }, throwOnError: true }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getPaymentAgreementQueryKey() })
    },
  })
  return (
    <>
      <Card tone="good" title={t('agreement.given')}>
        <Facts facts={[[t('agreement.since'), <Moment key="since" at={agreedAt} />]]} />
      </Card>
      {isAsked ? (
        <>
          <Card tone="wrong" title={t('agreement.end-sure')}>
            <p>{t('agreement.end-means')}</p>
          </Card>
          <Action kind="danger" busy={end.isPending} onClick={() => end.mutate()}>
            {t('agreement.end-now')}
          </Action>
          <Action kind="second" onClick={() => ask(false)}>
            {t('agreement.keep')}
          </Action>
        </>
      ) : (
        <Action kind="second" onClick={() => ask(true)}>
          {t('agreement.end')}
        </Action>
      )}
      {end.error ? <FaultState fault={end.error} /> : null}
    </>
  )
}
