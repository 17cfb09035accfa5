import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getJurorsCasesQueryKey, postDisputesByDisputeSeat } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import { type MyCase, taskOf } from './case-task.ts'
import { Refused } from './refused.tsx'

/** A seat to accept or decline; in an open vote one to take. What became of it, where there is nothing to answer. */
export function SeatCard({ mine }: { readonly mine: MyCase }) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const { dispute, dueAt } = mine
  const draft = useDraft(`seat-${dispute}`, {})
  const answer = useMutation({
    mutationFn: async (accept: boolean) => {
      const headers = { 'idempotency-key': `${accept ? 'accept' : 'decline'}-${draft.key}` }
      await postDisputesByDisputeSeat({ path: { dispute }, headers, body: { accept }, throwOnError: true })
    },
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getJurorsCasesQueryKey() })
    },
  })
  const task = taskOf(mine)
  const isAsked = task === 'answer-seat' || task === 'take-seat'
  return (
    <>
      <Card tone={isAsked ? 'heed' : 'plain'} title={t(`tasks.${task}`)}>
        {isAsked && dueAt ? (
          <p>
            {t('cases.until')} <Moment at={dueAt} />
          </p>
        ) : null}
        {isAsked ? (
          <ul className="points">
            <li>{t('seat.work')}</li>
            <li>{t('seat.near')}</li>
            <li>{t(task === 'answer-seat' ? 'seat.decline-free' : 'seat.open')}</li>
          </ul>
        ) : null}
      </Card>
      {isAsked ? (
        <Action busy={answer.isPending} onClick={() => answer.mutate(true)}>
          {t(task === 'answer-seat' ? 'seat.accept' : 'seat.take')}
        </Action>
      ) : null}
      {task === 'answer-seat' ? (
        <Action kind="second" busy={answer.isPending} onClick={() => answer.mutate(false)}>
          {t('seat.decline')}
        </Action>
      ) : null}
      <Refused fault={answer.error} />
    </>
  )
}
