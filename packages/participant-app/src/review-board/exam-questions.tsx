import type { Draft, PostPlansByPlanJurorExamsResponse } from '@tongzhou/web-client'
import { useLanguage } from '@tongzhou/web-client'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Choice } from '../ui/choice.tsx'
import type { Examined } from './exam-page.tsx'

interface ExamQuestionsProps {
  readonly attempt: PostPlansByPlanJurorExamsResponse
  readonly draft: Draft<Examined>
  readonly busy: boolean
  readonly hand: () => void
}

/** One question after the other, each at an address of its own, so that the back button leads to the question before. */
export function ExamQuestions({ attempt: { passMark, questions }, busy, draft, hand }: ExamQuestionsProps) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const heading = useRef<HTMLHeadingElement>(null)
  const { answers } = draft.value
  const wanted = Number(search.get('question') ?? '1')
  const at = Number.isInteger(wanted) && wanted >= 1 && wanted <= questions.length ? wanted : 1
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question takes the focus
  useEffect(() => heading.current?.focus({ preventScroll: true }), [at])
  const question = questions[at - 1]
  if (!question) return null
  const given = answers[question.code]
  const open = questions.findIndex(({ code }) => answers[code] === undefined)
  const isLast = at === questions.length
  return (
    <div className="stack">
      <div>
        <p className="soft">{t('exam.question', { at, of: questions.length, passMark })}</p>
        <progress className="progress" value={at} max={questions.length} aria-label={t('exam.progress')} />
      </div>
      <h2 className="question" ref={heading} tabIndex={-1}>
        {pick(question.question)}
      </h2>
      <div className="long-choice">
        <Choice
          label={pick(question.question)}
          labelHidden
          options={question.answers.map((answer, index) => ({ value: String(index), text: pick(answer) }))}
          value={given === undefined ? null : String(given)}
          onChange={(value) => draft.change({ answers: { ...answers, [question.code]: Number(value) } })}
        />
      </div>
      {isLast && open >= 0 ? (
        <Action to={`?question=${open + 1}`}>{t('exam.open', { number: open + 1 })}</Action>
      ) : isLast ? (
        <Action busy={busy} onClick={hand}>
          {t('exam.hand-in')}
        </Action>
      ) : (
        <Action onClick={() => void navigate(`?question=${at + 1}`)}>{t('exam.next')}</Action>
      )}
    </div>
  )
}
