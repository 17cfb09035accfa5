import type { PostJurorExamsByAttemptAnswersResponse } from '@tongzhou/web-client'
import { useLanguage } from '@tongzhou/web-client'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'

interface ExamResultProps {
  readonly plan: string
  readonly result: PostJurorExamsByAttemptAnswersResponse
}

/** How it went, and what each wrong answer should have been built on. */
export function ExamResult({ plan, result }: ExamResultProps) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const { nextTryAt, passMark, passed, questions, right, wrong } = result
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div className="stack result" ref={place} tabIndex={-1}>
      <Card tone={passed ? 'good' : 'heed'} title={t(passed ? 'exam.passed' : 'exam.failed')}>
        <p>{t('exam.score', { right, questions, passMark })}</p>
        {passed ? <p>{t('exam.passed-text')}</p> : null}
        {nextTryAt ? (
          <p>
            {t('exam.next-try')} <Moment at={nextTryAt} />
          </p>
        ) : null}
      </Card>
      {wrong.length === 0 ? null : <h2>{t('exam.wrong')}</h2>}
      {wrong.map(({ clause, code, explanation, question }) => (
        <Card key={code} title={pick(question)}>
          <p>{pick(explanation)}</p>
          <p className="soft">{t('clause', { clause })}</p>
        </Card>
      ))}
      <Action to={passed ? `/board/jurors/${plan}` : `/public/juror-guide/${plan}`}>
        {t(passed ? 'exam.to-record' : 'exam.to-guide')}
      </Action>
    </div>
  )
}
