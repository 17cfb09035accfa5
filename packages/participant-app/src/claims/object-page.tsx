import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getCasesByReferenceOptions, getObjectionsQueryKey, postCasesByReferenceObjections } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { mostWords } from './dispute-page.tsx'
import { PublicCaseCard } from './public-case-page.tsx'
import './claims.css'

/** Why a published case breaks the rules, in one's own words. */
export default function ObjectPage() {
  const { reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const one = useQuery(getCasesByReferenceOptions({ path: { reference } }))
  return (
    <Page title={t('object.title')} back={`/public/cases/${reference}`}>
      <Answer query={one}>
        {(shown) => (
          <>
            <PublicCaseCard one={shown} />
            <Objection reference={reference} />
          </>
        )}
      </Answer>
    </Page>
  )
}

function Objection({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const draft = useDraft(`case-${reference}.object`, { reason: '' })
  const [isMissing, setMissing] = useState(false)
  const { reason } = draft.value
  const object = useMutation({
    mutationFn: () =>
      postCasesByReferenceObjections({
        path: { reference },
        body: { reason },
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
        setMissing(reason.trim() === '')
        if (reason.trim() !== '') object.mutate()
      }}
    >
      <p>{t('object.text')}</p>
      <TextArea
        label={t('object.reason')}
        hint={t('object.hint')}
        value={reason}
        onChange={(value) => draft.change({ reason: value })}
        most={mostWords}
        wrong={isMissing && reason.trim() === '' ? t('object.missing') : null}
      />
      <Action submit busy={object.isPending}>
        {t('object.now')}
      </Action>
      {object.error ? <FaultState fault={object.error} /> : null}
    </form>
  )
}
