import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  getPlansByPlanJurorQueryKey,
  postJurorExamsByAttemptAnswers,
  postPlansByPlanJurorExams,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { ExamQuestions } from './exam-questions.tsx'
import { ExamResult } from './exam-result.tsx'
import { Refused } from './refused.tsx'

/** What is answered so far of one try. */
export interface Examined {
  readonly attemptId: string
  readonly answers: Readonly<Record<string, number>>
}

const nothingExamined: Examined = { attemptId: '', answers: {} }

/** The examination of jurors, one question at a time. A try that was left goes on where it was. */
export default function ExamPage() {
  const { plan = '' } = useParams()
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const draft = useDraft(`juror-exam-${plan}`, nothingExamined)
  const begin = useMutation({
    mutationFn: async () => {
      const headers = { 'idempotency-key': `begin-${draft.key}` }
      return (await postPlansByPlanJurorExams({ path: { plan }, headers, throwOnError: true })).data
    },
    onSuccess: ({ attemptId }) => {
      if (draft.value.attemptId !== attemptId) draft.change({ attemptId, answers: {} })
    },
  })
  const attempt = begin.data
  const hand = useMutation({
    mutationFn: async () => {
      const { answers, attemptId } = draft.value
      const given = Object.entries(answers).map(([code, answer]) => ({ code, answer }))
      const headers = { 'idempotency-key': draft.key }
      const path = { attempt: attemptId }
      return (await postJurorExamsByAttemptAnswers({ path, headers, body: { answers: given }, throwOnError: true }))
        .data
    },
    onSuccess: async () => {
      draft.discard()
      begin.reset()
      await queries.invalidateQueries({ queryKey: getPlansByPlanJurorQueryKey({ path: { plan } }) })
    },
  })
  return (
    <Page title={t('exam.title')} back={`/board/jurors/${plan}`}>
      {hand.data ? <ExamResult plan={plan} result={hand.data} /> : null}
      {attempt ? (
        <ExamQuestions attempt={attempt} draft={draft} busy={hand.isPending} hand={() => hand.mutate()} />
      ) : hand.data ? null : (
        <>
          <p>{t('exam.before')}</p>
          <Action busy={begin.isPending} onClick={() => begin.mutate()}>
            {t(draft.value.attemptId === '' ? 'exam.begin' : 'exam.go-on')}
          </Action>
        </>
      )}
      <Refused fault={begin.error ?? hand.error} />
    </Page>
  )
}
