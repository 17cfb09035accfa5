import { useLanguage } from '@tongzhou/web-client'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { HealthQuestion } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import type { StepProps } from './join-page.tsx'

interface QuestionStepProps extends StepProps {
  readonly question: HealthQuestion
  readonly children: ReactNode
}

/** One question of the health declaration. An answer with which the plan takes nobody in is told at once. */
export function QuestionStep({ children, draft, next, question, terms }: QuestionStepProps) {
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const { code, barringAnswer, example } = question
  const isBarred = draft.value.answers[code] === barringAnswer
  const answer = (given: boolean) => {
    draft.change({ answers: { ...draft.value.answers, [code]: given } })
    if (given !== barringAnswer) next()
  }
  const forget = () => {
    const { [code]: _taken, ...others } = draft.value.answers
    draft.change({ answers: others })
  }
  return (
    <div className="stack">
      {children}
      <h2 className="question" ref={heading} tabIndex={-1}>
        {pick(question.question)}
      </h2>
      {example ? <p className="soft">{pick(example)}</p> : null}
      {isBarred ? (
        <div className="stack" role="alert">
          <Card tone="wrong" title={t('question.barred')}>
            <p>{t('question.barred-why')}</p>
            <p className="soft">{t('question.clause', { clause: terms.eligibility.clause })}</p>
          </Card>
          <Action kind="second" onClick={forget}>
            {t('question.again')}
          </Action>
        </div>
      ) : (
        <>
          <div className="answers">
            <Action kind="second" onClick={() => answer(false)}>
              {t('question.no')}
            </Action>
            <Action kind="second" onClick={() => answer(true)}>
              {t('question.yes')}
            </Action>
          </div>
          <p className="soft">{t('question.honest')}</p>
        </>
      )}
    </div>
  )
}
