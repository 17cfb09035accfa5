import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getPaymentAgreementQueryKey, putPaymentAgreement } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { FaultState } from '../ui/states.tsx'

interface AgreeCardProps {
  readonly isTrial: boolean
  /** Where the gateway asks the payer; it leads back here with a token. */
  readonly page: string | null
  /** What the gateway gave for the payer's account. */
  readonly token: string | null
}

/** Agreeing: at the gateway first, which knows the account, and then here. */
export function AgreeCard({ isTrial, page, token }: AgreeCardProps) {
  const { t } = useTranslation('payments')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const draft = useDraft('payment-agreement', {})
  const agree = useMutation({
    mutationFn: (accountToken: string) =>
      putPaymentAgreement({ body: { accountToken }, headers: { 'idempotency-key': draft.key }, throwOnError: true }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getPaymentAgreementQueryKey() })
      await navigate('/me/payment', { replace: true })
    },
  })
  // In a trial any token stands for an account with enough made-up money.
  const given = token ?? (isTrial ? `trial-${draft.key}` : null)
  return (
    <>
      <Card tone="heed" title={t(token === null ? 'agreement.none' : 'agreement.confirmed-there')}>
        <p>{t(token === null ? 'agreement.none-means' : 'agreement.now-here')}</p>
        {isTrial && token === null ? <p>{t('agreement.trial')}</p> : null}
      </Card>
      {given !== null ? (
        <Action busy={agree.isPending} onClick={() => agree.mutate(given)}>
          {t('agreement.agree')}
        </Action>
      ) : page !== null ? (
        <a className="link-row" href={page}>
          {t('agreement.to-the-gateway')}
        </a>
      ) : (
        <p>{t('agreement.ask-operator')}</p>
      )}
      {agree.error ? <FaultState fault={agree.error} /> : null}
    </>
  )
}
