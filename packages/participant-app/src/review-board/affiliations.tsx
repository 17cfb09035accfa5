import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getPlansByPlanJurorQueryKey, postJurorAffiliations } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextArea } from '../ui/text-area.tsx'
import type { JurorRecord } from './juror-page.tsx'
import { Refused } from './refused.tsx'

interface AffiliationsProps {
  readonly plan: string
  readonly counts: JurorRecord['affiliations']
}

const kinds = ['hospital', 'employer', 'household'] as const

/** Where I work, my hospital, whom I live with: so that I never judge somebody near me. */
export function Affiliations({ counts, plan }: AffiliationsProps) {
  const { t } = useTranslation('review-board')
  return (
    <details className="fold card">
      <summary>{t('near.title')}</summary>
      <p>{t('near.text')}</p>
      {kinds.map((kind) => (
        <Affiliation key={kind} plan={plan} kind={kind} count={counts[kind]} />
      ))}
    </details>
  )
}

interface AffiliationProps {
  readonly plan: string
  readonly kind: (typeof kinds)[number]
  readonly count: number
}

function Affiliation({ count, kind, plan }: AffiliationProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const draft = useDraft(`juror-near-${kind}`, { names: '' })
  const state = useMutation({
    mutationFn: async () => {
      const names = draft.value.names.split('\n').filter((name) => name.trim() !== '')
      await postJurorAffiliations({
        headers: { 'idempotency-key': draft.key },
        body: { kind, names },
        throwOnError: true,
      })
    },
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getPlansByPlanJurorQueryKey({ path: { plan } }) })
    },
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        state.mutate()
      }}
    >
      <TextArea
        label={t(`near.${kind}`)}
        hint={t('near.hint', { count })}
        most={2_000}
        value={draft.value.names}
        onChange={(names) => draft.change({ names })}
      />
      <Action kind="second" submit busy={state.isPending}>
        {t('near.state')}
      </Action>
      <p role="status">{state.isSuccess ? t('near.stated') : ''}</p>
      <Refused fault={state.error} />
    </form>
  )
}
