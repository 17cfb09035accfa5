import { useQueryClient } from '@tanstack/react-query'
import { postFinancePlansByPlanFeeWithdrawals, postFinancePlansByPlanFundings } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextField } from '../ui/fields.tsx'
import { SendForm } from './send-form.tsx'

const moves = { fundings: postFinancePlansByPlanFundings, withdrawals: postFinancePlansByPlanFeeWithdrawals } as const

/** Money that the operator puts into a plan, and earned fee that it takes out: written down here, moved at the bank. */
export function OperatorMoney({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('payments')
  return (
    <Card title={t('operator.title')}>
      <p className="soft">{t('operator.text')}</p>
      <Move plan={plan} move="fundings" />
      <Move plan={plan} move="withdrawals" />
    </Card>
  )
}

function Move({ move, plan }: { readonly plan: string; readonly move: keyof typeof moves }) {
  const { t } = useTranslation('payments')
  const queries = useQueryClient()
  const draft = useDraft(`${plan}.${move}`, { amount: '' })
  const { amount } = draft.value
  return (
    <SendForm
      button={t(`operator.${move}.button`)}
      done={() => {
        draft.discard()
        return queries.invalidateQueries()
      }}
      send={() =>
        moves[move]({
          path: { plan },
          headers: { 'idempotency-key': draft.key },
          body: { amount },
          throwOnError: true,
        })
      }
    >
      <TextField
        label={t(`operator.${move}.label`)}
        value={amount}
        required
        inputMode="decimal"
        maxLength={20}
        onChange={(text) => draft.change({ amount: text })}
      />
    </SendForm>
  )
}
