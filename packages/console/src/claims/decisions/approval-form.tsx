import { postClaimsByReferenceApprove } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { TextArea } from '../../ui/fields.tsx'
import { ClauseChoice } from './clause-choice.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

/** Approves, or confirms what another proposed. */
export function ApprovalForm({ view }: StepProps) {
  const { t } = useTranslation('claims')
  const draft = useDraft(`${view.caseReference}.approve`, { clause: '', text: '' })
  const { clause, text } = draft.value
  return (
    <StepForm
      draft={draft}
      button={t(view.status === 'second-approval' ? 'decide.send.confirm' : 'decide.send.approve')}
      send={(headers) =>
        postClaimsByReferenceApprove({
          path: { reference: view.caseReference },
          headers,
          body: { clause, text },
          throwOnError: true,
        })
      }
    >
      <ClauseChoice view={view} value={clause} onChange={(chosen) => draft.change({ clause: chosen })} />
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
