import { postClaimsByReferenceObjectionsByObjectionIdAnswer } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { TextArea } from '../../ui/fields.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

/** Answers the first open objection: dismissed, or upheld, which brings the case back to the desk. */
export function ObjectionForm({ desk, view }: StepProps) {
  const { t } = useTranslation('claims')
  const objection = desk.objections[0]!
  const draft = useDraft(`${view.caseReference}.objection.${objection.objectionId}`, { upheld: '', text: '' })
  const { text, upheld } = draft.value
  const path = { reference: view.caseReference, objectionId: objection.objectionId }
  return (
    <StepForm
      draft={draft}
      button={t('decide.send.objection')}
      send={(headers) =>
        postClaimsByReferenceObjectionsByObjectionIdAnswer({
          path,
          headers,
          body: { upheld: upheld === 'yes', text },
          throwOnError: true,
        })
      }
    >
      <blockquote className="words">{objection.reason}</blockquote>
      <fieldset className="item">
        <legend>{t('decide.is-upheld')}</legend>
        {(['yes', 'no'] as const).map((answer) => (
          <label className="check" key={answer}>
            <input
              type="radio"
              name="upheld"
              required
              checked={upheld === answer}
              onChange={() => draft.change({ upheld: answer })}
            />
            {t(`decide.upheld.${answer}`)}
          </label>
        ))}
      </fieldset>
      <TextArea label={t('decide.reason')} value={text} onChange={(words) => draft.change({ text: words })} required />
    </StepForm>
  )
}
