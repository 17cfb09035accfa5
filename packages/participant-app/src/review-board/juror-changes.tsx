import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  getPlansByPlanJurorQueryKey,
  postPlansByPlanJurorLeave,
  postPlansByPlanJurorPause,
  postPlansByPlanJurorResume,
  postPlansByPlanJurors,
} from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import type { JurorRecord } from './juror-page.tsx'
import { Refused } from './refused.tsx'

interface JurorChangesProps {
  readonly record: JurorRecord
  /** Null while it is not known whether the plan asks for an examination. */
  readonly examAsked: boolean | null
}

const commands = {
  become: postPlansByPlanJurors,
  pause: postPlansByPlanJurorPause,
  resume: postPlansByPlanJurorResume,
  leave: postPlansByPlanJurorLeave,
} as const

/** Becoming a juror, pausing, coming back, leaving. */
export function JurorChanges({ examAsked, record: { bars, exam, juror, plan } }: JurorChangesProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const draft = useDraft(`juror-change-${plan}`, {})
  const [isLeaving, setLeaving] = useState(false)
  const change = useMutation({
    mutationFn: (kind: keyof typeof commands) =>
      commands[kind]({
        path: { plan },
        headers: { 'idempotency-key': `${kind}-${draft.key}` },
        throwOnError: true,
      }) as Promise<unknown>,
    onSuccess: async () => {
      draft.discard()
      setLeaving(false)
      await queries.invalidateQueries({ queryKey: getPlansByPlanJurorQueryKey({ path: { plan } }) })
    },
  })
  const press = (kind: keyof typeof commands) => () => change.mutate(kind)
  const isIn = juror !== null && juror.status !== 'left'
  const isBarred = bars.some((bar) => bar !== 'not-a-juror' && bar !== 'left')
  return (
    <>
      {isIn || isBarred || examAsked === null ? null : examAsked ? (
        exam.nextTryAt ? (
          <p>
            {t('exam.next-try')} <Moment at={exam.nextTryAt} />
          </p>
        ) : (
          <Action to={`/board/jurors/${plan}/exam`}>{t(exam.openAttemptId ? 'exam.go-on' : 'juror.to-exam')}</Action>
        )
      ) : (
        <Action busy={change.isPending} onClick={press('become')}>
          {t('juror.become')}
        </Action>
      )}
      {juror?.status === 'active' ? (
        <Action kind="second" busy={change.isPending} onClick={press('pause')}>
          {t('juror.pause')}
        </Action>
      ) : null}
      {juror?.status === 'paused' ? (
        <Action busy={change.isPending} onClick={press('resume')}>
          {t('juror.resume')}
        </Action>
      ) : null}
      {isIn && juror.status !== 'suspended' && !isLeaving ? (
        <Action kind="second" onClick={() => setLeaving(true)}>
          {t('juror.leave')}
        </Action>
      ) : null}
      {isLeaving ? (
        <Card tone="heed" title={t('juror.leave-sure')}>
          <p>{t('juror.leave-text')}</p>
          <Action kind="danger" busy={change.isPending} onClick={press('leave')}>
            {t('juror.leave-now')}
          </Action>
          <Action kind="second" onClick={() => setLeaving(false)}>
            {t('juror.stay')}
          </Action>
        </Card>
      ) : null}
      <Refused fault={change.error} />
    </>
  )
}
