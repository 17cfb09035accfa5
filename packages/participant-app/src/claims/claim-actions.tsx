import { postClaimsByReferenceAcceptRefusal, postClaimsByReferenceWithdraw } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { FaultState } from '../ui/states.tsx'
import { type ClaimView, mayWithdraw } from './claim-view.ts'
import { useClaimStep } from './use-claim-step.ts'

/** What the claimant can do besides bringing papers. What can't be undone asks twice. */
export function ClaimActions({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const reference = view.caseReference
  const isRefused = view.status === 'refused'
  const accept = useClaimStep(reference, 'accept-refusal', (call) => postClaimsByReferenceAcceptRefusal(call))
  const withdraw = useClaimStep(reference, 'withdraw', (call) => postClaimsByReferenceWithdraw(call))
  return (
    <>
      {isRefused ? (
        <Action to={`/claims/${reference}/dispute`}>
          {t(view.verdicts > 0 ? 'actions.appeal' : 'actions.dispute')}
        </Action>
      ) : null}
      {isRefused ? (
        <details className="card">
          <summary>{t('actions.accept')}</summary>
          <p>{t('actions.accept-text')}</p>
          <Action kind="danger" busy={accept.isPending} onClick={() => accept.mutate()}>
            {t('actions.accept-now')}
          </Action>
          {accept.error ? <FaultState fault={accept.error} /> : null}
        </details>
      ) : null}
      {mayWithdraw(view) ? (
        <details className="card">
          <summary>{t('actions.withdraw')}</summary>
          <p>{t('actions.withdraw-text')}</p>
          <Action kind="danger" busy={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('actions.withdraw-now')}
          </Action>
          {withdraw.error ? <FaultState fault={withdraw.error} /> : null}
        </details>
      ) : null}
    </>
  )
}
