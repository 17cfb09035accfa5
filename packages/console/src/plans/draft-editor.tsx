import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Illness } from '@tongzhou/core'
import type { GetPlanDraftsByDraftResponse } from '@tongzhou/web-client'
import { getPlanDraftsByDraftOptions, postPlansPreview, putPlanDraftsByDraft } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { planTerms } from '../plan-terms.ts'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { FaultState } from '../ui/states.tsx'
import { DiscardDraft } from './adopt-card.tsx'
import { Editing } from './plan-editing.ts'
import { planOf, withValue } from './plan-text.ts'
import { TermForm } from './term-form.tsx'
import { TextEditor } from './text-editor.tsx'

/** So long after the last key the text is checked. */
const restMilliseconds = 400

interface DraftEditorProps {
  readonly draft: GetPlanDraftsByDraftResponse
  readonly tellChanged: (isChanged: boolean) => void
}

/** Forms for the main terms over the whole text: both write the same. What is not saved yet stays in this browser. */
export function DraftEditor({ draft, tellChanged }: DraftEditorProps) {
  const { t } = useTranslation('plans')
  const kept = useDraft(`plan-draft-${draft.draft}`, { text: draft.source, edition: draft.edition })
  const { edition, text } = kept.value
  const isChanged = text !== draft.source
  useEffect(() => tellChanged(isChanged), [isChanged, tellChanged])
  const checked = useChecked(text)
  const faults = checked.data?.faults ?? []
  const plan = useMemo(() => planOf(text), [text])
  const illnesses = useQuery(planTerms(draft.plan)).data?.cover.illnesses ?? []
  const change = (next: string) => kept.change({ text: next })
  const save = useSave(draft, kept)
  return (
    <>
      {isChanged && edition < draft.edition ? (
        <Card title={t('behind.title')} tone="heed">
          <p>{t('behind.text', { read: edition, edition: draft.edition })}</p>
          <div className="row">
            <Button onClick={() => kept.discard()}>{t('behind.theirs')}</Button>
            <Button onClick={() => kept.change({ edition: draft.edition })}>{t('behind.mine')}</Button>
          </div>
        </Card>
      ) : null}
      <div className="draft-desk">
        <Card title={t('form.title')}>
          {plan ? (
            <Editing
              value={{
                plan,
                faults,
                set: (path, value) => change(withValue(plan, path, value)),
              }}
            >
              <TermForm illnessesBefore={illnesses as unknown as readonly Illness[]} />
            </Editing>
          ) : (
            <p role="status">{t('form.no-json')}</p>
          )}
        </Card>
        <Card title={t('text.title')}>
          <p className="soft">{t('text.about')}</p>
          <TextEditor text={text} faults={faults} change={change} />
        </Card>
      </div>
      <section className="save-bar" aria-label={t('save.label')}>
        <p role="status">
          {faults.length > 0 ? t('faults.count', { count: faults.length }) : t('faults.none')}{' '}
          {isChanged ? t('save.changed') : t('save.same')}
        </p>
        {checked.error ? <FaultState fault={checked.error} /> : null}
        {save.error ? <FaultState fault={save.error} /> : null}
        <div className="row">
          <Button
            type="primary"
            disabled={!isChanged || faults.length > 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('save.save')}
          </Button>
          {isChanged ? <Button onClick={() => kept.discard()}>{t('save.back')}</Button> : null}
          <DiscardDraft draft={draft} />
        </div>
      </section>
    </>
  )
}

/** What the platform says against a text, a moment after it was written. */
function useChecked(text: string) {
  const [rested, rest] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => rest(text), restMilliseconds)
    return () => clearTimeout(timer)
  }, [text])
  return useQuery({
    queryKey: ['plan-checked', rested],
    queryFn: async ({ signal }) =>
      (await postPlansPreview({ body: { text: rested }, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  })
}

type KeptText = ReturnType<typeof useDraft<{ text: string; edition: number }>>

function useSave(draft: GetPlanDraftsByDraftResponse, kept: KeptText) {
  const queries = useQueryClient()
  const { queryKey } = getPlanDraftsByDraftOptions({ path: { draft: draft.draft } })
  const { edition, text } = kept.value
  return useMutation({
    mutationFn: () =>
      putPlanDraftsByDraft({
        path: { draft: draft.draft },
        body: { edition, source: text },
        headers: { 'idempotency-key': kept.key },
        throwOnError: true,
      }),
    onSuccess: async ({ data }) => {
      kept.discard()
      // What was saved is known without asking; what it changes is asked.
      queries.setQueryData(queryKey, { ...draft, source: text, edition: data.edition })
      await queries.invalidateQueries()
    },
    // Somebody else may have saved: the page shows what there is now.
    onError: () => queries.invalidateQueries({ queryKey }),
  })
}
