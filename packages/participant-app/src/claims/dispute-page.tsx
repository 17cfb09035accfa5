import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  getClaimsByReferenceOptions,
  getClaimsByReferenceQueryKey,
  getClaimsQueryKey,
  postClaimsByReferenceDispute,
} from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { useClaimTerms } from './claim-terms.ts'
import type { ClaimView } from './claim-view.ts'
import { RefusalCard } from './refusal-card.tsx'
import './claims.css'

/** As the API takes it, in UTF-16 units. */
export const mostWords = 4_000

/** Bringing a refusal before the review board, or appealing against its verdict. */
export default function DisputePage() {
  const { reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const claim = useQuery(getClaimsByReferenceOptions({ path: { reference } }))
  const isAppeal = (claim.data?.verdicts ?? 0) > 0
  return (
    <Page title={t(isAppeal ? 'dispute.appeal-title' : 'dispute.title')} back={`/claims/${reference}`}>
      <Answer query={claim}>{(view) => <Dispute view={view} />}</Answer>
    </Page>
  )
}

function Dispute({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const terms = useClaimTerms(view.plan, view.planVersion)
  const isAppeal = view.verdicts > 0
  if (view.status !== 'refused') return <p>{t('dispute.closed')}</p>
  return (
    <>
      <RefusalCard view={view} terms={terms.data} />
      <p>{t(isAppeal ? 'dispute.appeal-text' : 'dispute.text')}</p>
      {view.disputeUntil === null ? null : (
        <p>
          {t('by.you')} <CalendarDay day={view.disputeUntil} />
        </p>
      )}
      {isAppeal && !view.newEvidence ? (
        <Card tone="heed">
          <p>{t('dispute.new-evidence')}</p>
          <Action to={`/claims/${view.caseReference}/papers`}>{t('next.papers')}</Action>
        </Card>
      ) : (
        <Statement view={view} />
      )}
    </>
  )
}

function Statement({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const reference = view.caseReference
  const queries = useQueryClient()
  const navigate = useNavigate()
  const draft = useDraft(`claim-${reference}.dispute-${view.verdicts}`, { statement: '' })
  const [isMissing, setMissing] = useState(false)
  const { statement } = draft.value
  const dispute = useMutation({
    mutationFn: () =>
      postClaimsByReferenceDispute({
        path: { reference },
        body: { statement },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async () => {
      draft.discard()
      await Promise.all([
        queries.invalidateQueries({ queryKey: getClaimsByReferenceQueryKey({ path: { reference } }) }),
        queries.invalidateQueries({ queryKey: getClaimsQueryKey() }),
      ])
      await navigate(`/claims/${reference}`, { replace: true })
    },
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(statement.trim() === '')
        if (statement.trim() !== '') dispute.mutate()
      }}
    >
      <TextArea
        label={t('dispute.statement')}
        hint={t('dispute.statement-hint')}
        value={statement}
        onChange={(value) => draft.change({ statement: value })}
        most={mostWords}
        wrong={isMissing && statement.trim() === '' ? t('dispute.missing') : null}
      />
      <Action submit busy={dispute.isPending}>
        {t(view.verdicts > 0 ? 'dispute.appeal-now' : 'dispute.now')}
      </Action>
      {dispute.error ? <FaultState fault={dispute.error} /> : null}
    </form>
  )
}
