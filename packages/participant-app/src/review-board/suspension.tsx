import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getPlansByPlanJurorQueryKey, postPlansByPlanJurorAppeal } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import { TextArea } from '../ui/text-area.tsx'
import type { JurorRecord } from './juror-page.tsx'
import { Refused } from './refused.tsx'

interface SuspensionProps {
  readonly plan: string
  readonly suspension: NonNullable<JurorRecord['suspension']>
}

/** Why I am suspended, and the one appeal against it. */
export function Suspension({ plan, suspension }: SuspensionProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const draft = useDraft(`juror-appeal-${suspension.suspensionId}`, { text: '' })
  const { appeal: appealed, cause, decision, reason, suspendedAt } = suspension
  const appeal = useMutation({
    mutationFn: async () => {
      const headers = { 'idempotency-key': draft.key }
      await postPlansByPlanJurorAppeal({
        path: { plan },
        headers,
        body: { text: draft.value.text },
        throwOnError: true,
      })
    },
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getPlansByPlanJurorQueryKey({ path: { plan } }) })
    },
  })
  return (
    <Card tone="heed" title={t('suspension.title')}>
      <p>
        {t(`suspension.${cause}`)} <Moment at={suspendedAt} />
      </p>
      {reason ? <p>{reason}</p> : null}
      {appealed === null ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            appeal.mutate()
          }}
        >
          <TextArea
            label={t('suspension.appeal')}
            hint={t('suspension.once')}
            most={2_000}
            value={draft.value.text}
            onChange={(text) => draft.change({ text })}
          />
          <Action kind="second" submit busy={appeal.isPending}>
            {t('suspension.send')}
          </Action>
          <Refused fault={appeal.error} />
        </form>
      ) : (
        <>
          <p className="quoted">{appealed}</p>
          <p>{decision ?? t('suspension.waiting')}</p>
        </>
      )}
    </Card>
  )
}
