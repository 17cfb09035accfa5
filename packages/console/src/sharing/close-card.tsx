import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getPlansByPlanPeriodsByPeriodRollOptions, postPlansByPlanPeriodsByPeriodClose } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { DeliberateAct } from '../ui/deliberate-act.tsx'
import { useDraft } from '../ui/draft.ts'
import { Progress } from '../ui/progress.tsx'
import type { Outlook } from './days-line.tsx'
import { ExpectedFacts } from './expected-facts.tsx'
import { HindranceText } from './hindrance-text.tsx'

interface CloseCardProps {
  readonly plan: string
  readonly outlook: Outlook
  readonly mayAct: boolean
}

const pollMilliseconds = 1_000

/** What a close would come to now, the way to do it, and how far it is: a large plan takes minutes. */
export function CloseCard({ mayAct, outlook, plan }: CloseCardProps) {
  const { t } = useTranslation('sharing')
  const queries = useQueryClient()
  const { period } = outlook
  const path = { plan, period }
  const draft = useDraft(`${plan}.${period}.close`, {})
  const closing = useMutation({
    mutationFn: () =>
      postPlansByPlanPeriodsByPeriodClose({ path, headers: { 'idempotency-key': draft.key }, throwOnError: true }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries()
    },
  })
  const roll = useQuery({
    ...getPlansByPlanPeriodsByPeriodRollOptions({ path }),
    refetchInterval: closing.isPending ? pollMilliseconds : false,
  })
  return (
    <Card title={t('close.title')}>
      <ExpectedFacts outlook={outlook} />
      <HindranceText hindrance={outlook.close} />
      {roll.data && roll.data.slices > 0 ? (
        <Progress label={t('close.roll')} done={roll.data.done} of={roll.data.slices} />
      ) : null}
      {closing.isPending ? <p role="status">{t('close.runs')}</p> : null}
      {mayAct ? (
        <DeliberateAct
          name={t('close.act')}
          confirm={t('close.confirm')}
          disabled={outlook.close !== null}
          isPending={closing.isPending}
          fault={closing.error}
          act={closing.mutate}
        >
          <p>{t('close.means')}</p>
          {outlook.heldOver.count > 0 ? <p>{t('close.held-over', { count: outlook.heldOver.count })}</p> : null}
        </DeliberateAct>
      ) : null}
    </Card>
  )
}
