import { useQuery } from '@tanstack/react-query'
import {
  fenOf,
  formatFen,
  getClaimsByReferenceFieldRecordsOptions,
  postClaimsByReferenceFieldRecords,
  postClaimsByReferenceReportInvestigation,
  useLanguage,
} from '@tongzhou/web-client'
import { Button } from 'antd'
import { type ChangeEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Choice, TextArea, TextField } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'
import { StepForm } from './decisions/step-form.tsx'
import { reportOf } from './field-report.ts'
import { sendPhoto } from './send-photo.ts'
import { useCaseCommand } from './use-case.ts'

/** A visit, a statement or a cost, kept as a draft while the lift has no connection. */
export function RecordForm({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const draft = useDraft(`${reference}.field`, { kind: 'visit', happenedOn: '', text: '', yuan: '' })
  const { happenedOn, kind, text, yuan } = draft.value
  const amountFen = kind === 'cost' ? (fenOf(yuan) ?? undefined) : undefined
  return (
    <Card title={t('field.record')}>
      <StepForm
        draft={draft}
        button={t('field.keep')}
        send={(headers) =>
          postClaimsByReferenceFieldRecords({
            path: { reference },
            headers,
            body: { kind: kind as 'visit', happenedOn, text, ...(amountFen === undefined ? {} : { amountFen }) },
            throwOnError: true,
          })
        }
      >
        <Choice
          label={t('field.kind')}
          value={kind}
          onChange={(chosen) => draft.change({ kind: chosen })}
          options={(['visit', 'statement', 'cost'] as const).map((one) => [one, t(`field.kinds.${one}`)])}
        />
        <TextField
          label={t('field.day')}
          type="date"
          value={happenedOn}
          onChange={(day) => draft.change({ happenedOn: day })}
          required
        />
        {kind === 'cost' ? (
          <TextField
            label={t('field.yuan')}
            value={yuan}
            onChange={(amount) => draft.change({ yuan: amount })}
            inputMode="decimal"
            pattern="[0-9]{1,9}(\.[0-9]{1,2})?"
            required
          />
        ) : null}
        <TextArea
          label={t(`field.text.${kind as 'visit'}`)}
          value={text}
          onChange={(words) => draft.change({ text: words })}
          required
        />
      </StepForm>
    </Card>
  )
}

/** Photos taken here become papers of the case, checked and sealed as those of the claimant. */
export function FieldPhotos({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const id = useId()
  const send = useCaseCommand<File>((headers, file) => sendPhoto(reference, file, headers))
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    if (file) send.mutate(file)
    target.value = ''
  }
  return (
    <Card title={t('field.photos')}>
      <div className="field">
        <label htmlFor={id}>{t('field.photo')}</label>
        <input id={id} type="file" accept="image/*,application/pdf" capture="environment" onChange={take} />
      </div>
      <p role="status">{send.isPending ? t('field.sending') : send.isSuccess ? t('field.sent') : ''}</p>
      {send.error ? <FaultState fault={send.error} /> : null}
    </Card>
  )
}

/** The report, a step of the claim that the log commits to. It can begin with all that was recorded. */
export function ReportForm({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const { language } = useLanguage()
  const records = useQuery(getClaimsByReferenceFieldRecordsOptions({ path: { reference } })).data ?? []
  const draft = useDraft(`${reference}.report`, { report: '' })
  const words = {
    kind: (kind: 'visit' | 'statement' | 'cost') => t(`field.kinds.${kind}`),
    amount: (fen: string) => formatFen(fen, language),
    costs: t('field.costs'),
  }
  return (
    <Card title={t('field.report')}>
      <StepForm
        draft={draft}
        button={t('field.send-report')}
        send={(headers) =>
          postClaimsByReferenceReportInvestigation({
            path: { reference },
            headers,
            body: { report: draft.value.report },
            throwOnError: true,
          })
        }
      >
        <TextArea
          label={t('field.report-words')}
          hint={t('field.report-hint')}
          rows={8}
          value={draft.value.report}
          onChange={(report) => draft.change({ report })}
          required
        />
        <Button
          disabled={records.length === 0}
          onClick={() => draft.change({ report: `${reportOf(records, words)}\n${draft.value.report}` })}
        >
          {t('field.fill-in')}
        </Button>
      </StepForm>
    </Card>
  )
}
