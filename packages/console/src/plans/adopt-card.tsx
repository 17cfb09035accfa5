import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { GetPlanDraftsByDraftResponse } from '@tongzhou/web-client'
import { newKey, postPlanDraftsByDraftAdopt, postPlanDraftsByDraftDiscard, useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextField } from '../ui/fields.tsx'
import { ProblemText } from '../ui/problem-text.tsx'
import { FaultState } from '../ui/states.tsx'

interface AdoptCardProps {
  readonly draft: GetPlanDraftsByDraftResponse
  readonly isChanged: boolean
  /** The version is there and the draft is gone. */
  readonly adopted: (version: Adopted) => void
}

export interface Adopted {
  readonly plan: string
  readonly version: number
  readonly firstDay: string
}

/** The step that can't be taken back: who takes it reads from which day on it applies, and writes that day again. */
export function AdoptCard({ adopted, draft, isChanged }: AdoptCardProps) {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const queries = useQueryClient()
  const { edition, firstDay, plan, refusal, version } = draft
  const form = useDraft(`adopt-${draft.draft}-${edition}`, { firstDay: '' })
  const adopt = useMutation({
    mutationFn: () =>
      postPlanDraftsByDraftAdopt({
        path: { draft: draft.draft },
        body: { edition, firstDay: form.value.firstDay },
        headers: { 'idempotency-key': form.key },
        throwOnError: true,
      }),
    onSuccess: async ({ data }) => {
      form.discard()
      adopted(data)
      await queries.invalidateQueries({ predicate: ({ queryKey }) => !JSON.stringify(queryKey).includes(draft.draft) })
    },
  })
  return (
    <Card title={t('adopt.title')} tone="heed">
      <p>{t('adopt.what', { plan: pick(draft.name), version })}</p>
      <p>
        <b>
          {t('adopt.from')} <CalendarDay day={firstDay} />
        </b>
      </p>
      <p>{t('adopt.for-ever')}</p>
      {refusal ? (
        <div className="fault">
          <p>{t('adopt.not-now')}</p>
          <ProblemText fault={{ ...refusal, status: 422, title: refusal.code, type: 'about:blank' }} />
        </div>
      ) : null}
      {isChanged ? <p>{t('adopt.save-first')}</p> : null}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          adopt.mutate()
        }}
      >
        <div className="adopt-day">
          <TextField
            label={t('adopt.again')}
            type="date"
            value={form.value.firstDay}
            onChange={(day) => form.change({ firstDay: day })}
            required
          />
        </div>
        {adopt.error ? <FaultState fault={adopt.error} /> : null}
        <div>
          <Button type="primary" htmlType="submit" disabled={isChanged || refusal !== null} loading={adopt.isPending}>
            {t('adopt.adopt', { plan, version })}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** After it: which version there is now, and where people read it. */
export function AdoptedCard({ version: { firstDay, plan, version } }: { readonly version: Adopted }) {
  const { t } = useTranslation('plans')
  return (
    <Card title={t('adopted.title')}>
      <p role="status">
        {t('adopted.text', { plan, version })} <CalendarDay day={firstDay} />
      </p>
      <p>
        <a href={`/app/public/plans/${plan}?version=${version}`}>{t('adopted.public')}</a>
      </p>
      <p>
        <Link to="/plans">{t('back')}</Link>
      </p>
    </Card>
  )
}

/** Asks once more before the draft is gone. */
export function DiscardDraft({ draft }: { readonly draft: GetPlanDraftsByDraftResponse }) {
  const { t } = useTranslation('plans')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [isAsked, ask] = useState(false)
  const discard = useMutation({
    mutationFn: () =>
      postPlanDraftsByDraftDiscard({
        path: { draft: draft.draft },
        body: { edition: draft.edition },
        headers: { 'idempotency-key': newKey() },
        throwOnError: true,
      }),
    onSuccess: async () => {
      await navigate('/plans')
      await queries.invalidateQueries()
    },
  })
  if (!isAsked) return <Button onClick={() => ask(true)}>{t('discard.discard')}</Button>
  return (
    <>
      <span>{t('discard.sure')}</span>
      <Button danger loading={discard.isPending} onClick={() => discard.mutate()}>
        {t('discard.yes')}
      </Button>
      <Button onClick={() => ask(false)}>{t('discard.no')}</Button>
      {discard.error ? <FaultState fault={discard.error} /> : null}
    </>
  )
}
