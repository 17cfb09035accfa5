import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GetConsentWordingsResponse } from '@tongzhou/web-client'
import { getParticipantsQueryKey, postParticipants, problemOf } from '@tongzhou/web-client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { HealthQuestion } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ProblemText } from '../ui/problem-text.tsx'
import type { StepProps } from './join-page.tsx'
import { joinBody, stepOfField } from './joining.ts'

interface CheckStepProps extends StepProps {
  readonly questions: readonly HealthQuestion[]
  readonly wordings: GetConsentWordingsResponse
  readonly children: ReactNode
}

/** The last look before the command goes out; its answer comes at once. */
export function CheckStep({ children, draft, questions, terms, wordings }: CheckStepProps) {
  const { t } = useTranslation('participants')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { name, number, relation } = draft.value
  const join = useMutation({
    mutationFn: () =>
      postParticipants({
        body: joinBody(terms.plan, draft.value, questions, wordings),
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async ({ data }) => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getParticipantsQueryKey() })
      await navigate(`/join/${terms.plan}/joined/${data.participantId}`, { replace: true })
    },
  })
  const unanswered = questions.find(({ code }) => draft.value.answers[code] === undefined)
  const field = problemOf(join.error)?.field
  return (
    <div className="stack">
      {children}
      <h2>{t('check.title')}</h2>
      <Card>
        <Facts
          facts={[
            [t('who.for'), t(`relations.${relation as 'self'}`)],
            [t('who.name'), name],
            [t('check.number'), `…${number.trim().slice(-4)}`],
            [t('check.health'), t('check.answered', { count: questions.length })],
            [t('check.to-pay'), t('check.nothing')],
          ]}
        />
      </Card>
      <p>{t('check.after')}</p>
      {unanswered ? (
        <Action to={`?step=question-${unanswered.code}`}>{t('check.unanswered')}</Action>
      ) : (
        <Action busy={join.isPending} onClick={() => join.mutate()}>
          {t('check.join')}
        </Action>
      )}
      <div role="alert">
        {join.error ? (
          <Card tone="wrong" title={t('check.refused')}>
            <ProblemText fault={join.error} />
            {field === undefined ? null : (
              <Link className="link-row" to={`?step=${stepOfField(field)}`}>
                {t('check.change')}
              </Link>
            )}
          </Card>
        ) : null}
      </div>
    </div>
  )
}
