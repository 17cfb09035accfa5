import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  getObjectionsOptions,
  getObjectionsQueryKey,
  postCasesByReferenceObjectionsByObjectionIdDispute,
} from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, Empty, FaultState } from '../ui/states.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { mostWords } from './dispute-page.tsx'
import './claims.css'

/** Bringing an objection that a reviewer turned down before the review board. */
export default function DisputeObjectionPage() {
  const { objectionId = '', reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const objections = useQuery(getObjectionsOptions())
  return (
    <Page title={t('dispute-objection.title')} back="/claims/objections">
      <Answer query={objections}>
        {(list) => {
          const own = list.find((one) => one.objectionId === objectionId)
          if (!own?.mayDispute) return <Empty>{t('dispute-objection.closed')}</Empty>
          return (
            <>
              <Card title={t('objections.answer')}>
                <p className="quoted">{own.answer}</p>
              </Card>
              <Statement reference={reference} objectionId={objectionId} />
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

function Statement({ objectionId, reference }: { readonly reference: string; readonly objectionId: string }) {
  const { t } = useTranslation('claims')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const draft = useDraft(`objection-${objectionId}.dispute`, { statement: '' })
  const [isMissing, setMissing] = useState(false)
  const { statement } = draft.value
  const dispute = useMutation({
    mutationFn: () =>
      postCasesByReferenceObjectionsByObjectionIdDispute({
        path: { reference, objectionId },
        body: { statement },
        headers: { 'idempotency-key': draft.key },
        throwOnError: true,
      }),
    onSuccess: async () => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getObjectionsQueryKey() })
      await navigate('/claims/objections', { replace: true })
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
      <p>{t('dispute-objection.text')}</p>
      <TextArea
        label={t('dispute.statement')}
        hint={t('object.hint')}
        value={statement}
        onChange={(value) => draft.change({ statement: value })}
        most={mostWords}
        wrong={isMissing && statement.trim() === '' ? t('dispute.missing') : null}
      />
      <Action submit busy={dispute.isPending}>
        {t('dispute.now')}
      </Action>
      {dispute.error ? <FaultState fault={dispute.error} /> : null}
    </form>
  )
}
