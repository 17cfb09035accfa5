import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  getDisputesByDisputeCaseFileQueryKey,
  getJurorsCasesQueryKey,
  problemOf,
  useLanguage,
} from '@tongzhou/web-client'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { PlanTerms } from '../plan-in-force.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Choice } from '../ui/choice.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextArea } from '../ui/text-area.tsx'
import type { CaseFile } from './case-file-query.ts'
import { type Sealed, SealingFault, seal, send } from './cast-ballot.ts'
import { usePersonalWords } from './personal-words.tsx'
import { useReceipts } from './receipts.ts'
import { Refused } from './refused.tsx'

interface BallotFormProps {
  readonly file: CaseFile
  readonly clauses: PlanTerms['clauses']
}

interface Drafted {
  readonly choice: 'pay' | 'do-not-pay' | null
  readonly clause: string
  readonly reasons: string
  /** Once sealed, what is sent: again, where there was no answer. Any change of the ballot takes it away. */
  readonly sealed: Sealed | null
}

export function BallotForm({ clauses, file }: BallotFormProps) {
  const { t } = useTranslation('review-board')
  const { dispute } = file
  const draft = useDraft<Drafted>(`ballot-${dispute}`, {
    choice: null,
    clause: file.clause?.id ?? clauses[0]?.id ?? '',
    reasons: '',
    sealed: null,
  })
  const { choice, reasons } = draft.value
  const [isMissing, setMissing] = useState(false)
  const [isWarned, setWarned] = useState(false)
  const warning = usePersonalWords(reasons)
  const cast = useCast(file, draft)
  const change = (part: Partial<Drafted>) => {
    setWarned(false)
    draft.change({ ...part, sealed: null })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(choice === null)
    if (choice === null) return
    if (warning !== null && !isWarned) setWarned(true)
    else cast.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      {file.ballot === null ? null : <p>{t('ballot.replaces')}</p>}
      <Choice
        label={t('ballot.question')}
        options={(['pay', 'do-not-pay'] as const).map((value) => ({ value, text: t(`choices.${value}`) }))}
        value={choice}
        onChange={(value) => change({ choice: value })}
      />
      <p className="field-wrong" role="alert">
        {isMissing && choice === null ? t('ballot.missing') : ''}
      </p>
      <ClauseSelect clauses={clauses} value={draft.value.clause} onChange={(clause) => change({ clause })} />
      <TextArea
        label={t('ballot.reasons')}
        hint={t('ballot.reasons-hint')}
        most={2_000}
        value={reasons}
        onChange={(words) => change({ reasons: words })}
        wrong={warning}
      />
      <Card>
        <p>{t('ballot.sealing', { count: file.keepers.length, threshold: file.threshold })}</p>
        {file.keepers.length === 1 ? <p>{t('ballot.one-keeper')}</p> : null}
      </Card>
      <Action submit busy={cast.isPending} kind={isWarned ? 'danger' : 'main'}>
        {t(isWarned ? 'ballot.cast-anyway' : 'ballot.cast')}
      </Action>
      {isWarned ? <p role="alert">{t('ballot.warned')}</p> : null}
      {cast.error instanceof SealingFault ? (
        <Card tone="wrong" title={t('refused')}>
          <p role="alert">{t('ballot.cannot-seal')}</p>
        </Card>
      ) : (
        <Refused fault={cast.error} />
      )}
    </form>
  )
}

function useCast(file: CaseFile, draft: ReturnType<typeof useDraft<Drafted>>) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { dispute } = file
  const receipts = useReceipts(dispute)
  const fileKey = { queryKey: getDisputesByDisputeCaseFileQueryKey({ path: { dispute } }) }
  return useMutation({
    mutationFn: async () => {
      const { choice, clause, reasons, sealed: kept } = draft.value
      if (choice === null) throw new RangeError('a ballot without a choice')
      const sealed = kept ?? (await seal(file, { choice, clause }, reasons))
      draft.change({ sealed })
      return send(file, sealed)
    },
    onSuccess: async (receipt) => {
      receipts.keep(receipt)
      draft.discard()
      await Promise.all([
        queries.invalidateQueries(fileKey),
        queries.invalidateQueries({ queryKey: getJurorsCasesQueryKey() }),
      ])
      await navigate(`/board/cases/${dispute}`, { replace: true })
    },
    onError: async (fault) => {
      // What was refused is not sent again as it is: another ballot may count by now.
      if (problemOf(fault) === null) return
      draft.change({ sealed: null })
      await queries.invalidateQueries(fileKey)
    },
  })
}

interface ClauseSelectProps {
  readonly clauses: PlanTerms['clauses']
  readonly value: string
  readonly onChange: (clause: string) => void
}

function ClauseSelect({ clauses, onChange, value }: ClauseSelectProps) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const id = useId()
  const chosen = clauses.find((one) => one.id === value)
  return (
    <div className="field">
      <label htmlFor={id}>{t('ballot.clause')}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {clauses.map((one) => (
          <option key={one.id} value={one.id}>
            {t('clause', { clause: one.id })}
          </option>
        ))}
      </select>
      {chosen ? <p className="soft">{pick(chosen.text)}</p> : null}
    </div>
  )
}
