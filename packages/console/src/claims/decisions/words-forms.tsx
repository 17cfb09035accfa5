import {
  postClaimsByReferenceRefer,
  postClaimsByReferenceRequestEvidence,
  postClaimsByReferenceReturnApproval,
} from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { TextArea } from '../../ui/fields.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

type Headers = { readonly 'idempotency-key': string }

interface WordsFormProps extends StepProps {
  readonly step: 'ask' | 'return' | 'refer'
  readonly send: (words: string, headers: Headers) => Promise<unknown>
}

function WordsForm({ send, step, view }: WordsFormProps) {
  const { t } = useTranslation('claims')
  const draft = useDraft(`${view.caseReference}.${step}`, { words: '' })
  const { words } = draft.value
  return (
    <StepForm draft={draft} button={t(`decide.send.${step}`)} send={(headers) => send(words, headers)}>
      <TextArea
        label={t(`decide.words.${step}`)}
        hint={t(`decide.hints.${step}`)}
        value={words}
        onChange={(text) => draft.change({ words: text })}
        required
      />
    </StepForm>
  )
}

/** Asks the claimant for more papers, with the plan's days to answer. */
export function AskForm(props: StepProps) {
  const path = { reference: props.view.caseReference }
  const send = (question: string, headers: Headers) =>
    postClaimsByReferenceRequestEvidence({ path, headers, body: { question }, throwOnError: true })
  return <WordsForm {...props} step="ask" send={send} />
}

/** The second of two does not agree. */
export function ReturnForm(props: StepProps) {
  const path = { reference: props.view.caseReference }
  const send = (text: string, headers: Headers) =>
    postClaimsByReferenceReturnApproval({ path, headers, body: { text }, throwOnError: true })
  return <WordsForm {...props} step="return" send={send} />
}

/** A reviewer who is unsure lets the board decide. */
export function ReferForm(props: StepProps) {
  const path = { reference: props.view.caseReference }
  const send = (statement: string, headers: Headers) =>
    postClaimsByReferenceRefer({ path, headers, body: { statement }, throwOnError: true })
  return <WordsForm {...props} step="refer" send={send} />
}
