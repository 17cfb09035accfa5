import { reviewerReasons } from '@tongzhou/core'
import { postClaimsByReferenceRefuse, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { Choice, TextArea } from '../../ui/fields.tsx'
import { ClauseChoice } from './clause-choice.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

/** Refuses with a reason from the list, the clause and words for the claimant; an undeclared fact says how it bears on the illness. */
export function RefusalForm({ desk, view }: StepProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const draft = useDraft(`${view.caseReference}.refuse`, { code: '', clause: '', text: '', question: '', bearing: '' })
  const { bearing, clause, code, question, text } = draft.value
  const isUndeclared = code === 'undeclared-fact'
  return (
    <StepForm
      draft={draft}
      danger
      button={t('decide.send.refuse')}
      send={(headers) =>
        postClaimsByReferenceRefuse({
          path: { reference: view.caseReference },
          headers,
          body: {
            code: code as (typeof reviewerReasons)[number],
            clause,
            text,
            ...(isUndeclared ? { undeclared: { question, bearing } } : {}),
          },
          throwOnError: true,
        })
      }
    >
      <Choice
        label={t('decide.why')}
        none={t('decide.choose')}
        required
        value={code}
        onChange={(chosen) => draft.change({ code: chosen })}
        options={reviewerReasons.map((one) => [one, t(`reasons.${one}`)])}
      />
      <ClauseChoice view={view} value={clause} onChange={(chosen) => draft.change({ clause: chosen })} />
      {isUndeclared ? (
        <>
          <Choice
            label={t('decide.question')}
            none={t('decide.choose')}
            required
            value={question}
            onChange={(chosen) => draft.change({ question: chosen })}
            options={desk.claimant.declaration.map((one) => [one.code, pick(one.question)])}
          />
          <TextArea
            label={t('decide.bearing')}
            value={bearing}
            onChange={(words) => draft.change({ bearing: words })}
            required
          />
        </>
      ) : null}
      <TextArea
        label={t('decide.reason')}
        hint={t('decide.reason-hint')}
        value={text}
        onChange={(words) => draft.change({ text: words })}
        required
      />
    </StepForm>
  )
}
