import { useMutation, useQueryClient } from '@tanstack/react-query'
import { postPlansByPlanPeriodsByPeriodPublish } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { DeliberateAct } from '../ui/deliberate-act.tsx'
import { useDraft } from '../ui/draft.ts'
import type { Outlook } from './days-line.tsx'
import { ExpectedFacts } from './expected-facts.tsx'
import { HindranceText } from './hindrance-text.tsx'

interface PublishCardProps {
  readonly plan: string
  readonly outlook: Outlook
  readonly mayAct: boolean
}

/** What would become public now, and the way to do it. */
export function PublishCard({ mayAct, outlook, plan }: PublishCardProps) {
  const { t } = useTranslation('sharing')
  const queries = useQueryClient()
  const { objectionsUntil, period } = outlook
  // Nothing but the key of the command, which stays the same when the page is loaded again.
  const draft = useDraft(`${plan}.${period}.publish`, {})
  const publishing = useMutation({
    mutationFn: () =>
      postPlansByPlanPeriodsByPeriodPublish({
        path: { plan, period },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries()
    },
  })
  return (
    <Card title={t('publish.title')}>
      <ExpectedFacts outlook={outlook} />
      <HindranceText hindrance={outlook.publish} />
      {mayAct ? (
        <DeliberateAct
          name={t('publish.act')}
          confirm={t('publish.confirm', { count: outlook.cases.count })}
          disabled={outlook.publish !== null}
          isPending={publishing.isPending}
          fault={publishing.error}
          act={publishing.mutate}
        >
          <p>{t('publish.means', { count: outlook.cases.count })}</p>
          <p>
            {t('days.objections')} <CalendarDay day={objectionsUntil} />
          </p>
        </DeliberateAct>
      ) : null}
    </Card>
  )
}
