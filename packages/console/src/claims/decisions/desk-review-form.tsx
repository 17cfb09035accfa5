import { postClaimsByReferenceDeskReview, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useDraft } from '../../ui/draft.ts'
import { TextArea, TextField } from '../../ui/fields.tsx'
import { StepForm, type StepProps } from './step-form.tsx'

interface Review {
  /** By the item's code: `yes`, `no`, or nothing yet. */
  readonly answers: Readonly<Record<string, string>>
  readonly notes: Readonly<Record<string, string>>
  readonly investigate: boolean
  readonly note: string
}

/** The checklist of the illness, each item answered; what is not satisfied needs a note. */
export function DeskReviewForm({ desk, view }: StepProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const draft = useDraft<Review>(`${view.caseReference}.review`, {
    answers: {},
    notes: {},
    investigate: desk.investigation === 'always',
    note: '',
  })
  const { answers, investigate, note, notes } = draft.value
  const checklist = desk.checklist
    .filter(({ code }) => answers[code])
    .map(({ code }) => ({ code, satisfied: answers[code] === 'yes', note: notes[code] ?? '' }))
  return (
    <StepForm
      draft={draft}
      button={t('decide.send.review')}
      send={(headers) =>
        postClaimsByReferenceDeskReview({
          path: { reference: view.caseReference },
          headers,
          body: { checklist, investigate, note },
          throwOnError: true,
        })
      }
    >
      {desk.checklist.map(({ code, text }) => (
        <fieldset className="item" key={code}>
          <legend>{pick(text)}</legend>
          {(['yes', 'no'] as const).map((answer) => (
            <label className="check" key={answer}>
              <input
                type="radio"
                name={code}
                required
                checked={answers[code] === answer}
                onChange={() => draft.change({ answers: { ...answers, [code]: answer } })}
              />
              {t(`decide.${answer}`)}
            </label>
          ))}
          {answers[code] === 'no' ? (
            <TextField
              label={t('decide.item-note')}
              value={notes[code] ?? ''}
              onChange={(text) => draft.change({ notes: { ...notes, [code]: text } })}
              required
              maxLength={4_000}
            />
          ) : null}
        </fieldset>
      ))}
      <label className="check">
        <input
          type="checkbox"
          checked={investigate}
          disabled={desk.investigation === 'always'}
          onChange={(event) => draft.change({ investigate: event.target.checked })}
        />
        {t(desk.investigation === 'always' ? 'decide.always' : 'decide.investigate')}
      </label>
      <TextArea
        label={t('decide.note')}
        hint={t('decide.note-hint')}
        rows={2}
        value={note}
        onChange={(text) => draft.change({ note: text })}
      />
    </StepForm>
  )
}
