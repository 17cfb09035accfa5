import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getDisputesByDisputeCaseFileQueryKey, postDisputesByDisputeQuiz } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/choice.tsx'
import { useDraft } from '../ui/draft.ts'
import type { CaseFile } from './case-file-query.ts'
import { Refused } from './refused.tsx'

interface QuizProps {
  readonly dispute: string
  readonly questions: CaseFile['questions']
}

interface Quizzed {
  readonly answers: Readonly<Record<number, number>>
  readonly tries: number
}

const nothing: Quizzed = { answers: {}, tries: 0 }

/** A few questions before the ballot. A wrong answer leads back to the passage; there are as many tries as it takes. */
export function Quiz({ dispute, questions }: QuizProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const draft = useDraft(`quiz-${dispute}`, nothing)
  const { answers, tries } = draft.value
  const answer = useMutation({
    mutationFn: async () => {
      const headers = { 'idempotency-key': `${draft.key}-${tries}` }
      const body = { answers: questions.map((_, index) => answers[index] ?? 0) }
      return (await postDisputesByDisputeQuiz({ path: { dispute }, headers, body, throwOnError: true })).data
    },
    onSuccess: async ({ passed }) => {
      if (!passed) return draft.change({ tries: tries + 1 })
      draft.discard()
      await queries.invalidateQueries({ queryKey: getDisputesByDisputeCaseFileQueryKey({ path: { dispute } }) })
    },
  })
  const choose = (index: number) => (value: string) => draft.change({ answers: { ...answers, [index]: Number(value) } })
  const isComplete = questions.every((_, index) => answers[index] !== undefined)
  return (
    <Card title={t('quiz.title')}>
      <p>{t('quiz.text')}</p>
      {questions.map(({ answers: options, question }, index) => {
        const wrong = answer.data?.wrong.find((one) => one.question === index)
        return (
          <div key={question} className="stack long-choice">
            <Choice
              label={question}
              options={options.map((text, at) => ({ value: String(at), text }))}
              value={answers[index] === undefined ? null : String(answers[index])}
              onChange={choose(index)}
            />
            <div role="alert">
              {wrong ? (
                <div className="card stack" data-tone="heed">
                  <p>{t(`quiz.look-${wrong.side}`)}</p>
                  <blockquote className="quoted">{wrong.passage}</blockquote>
                </div>
              ) : null}
            </div>
          </div>
        )
      })}
      {isComplete ? (
        <Action busy={answer.isPending} onClick={() => answer.mutate()}>
          {t(questions.length === 0 ? 'quiz.read' : 'quiz.answer')}
        </Action>
      ) : (
        <p className="soft">{t('quiz.incomplete')}</p>
      )}
      <Refused fault={answer.error} />
    </Card>
  )
}
