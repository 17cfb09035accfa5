import { useMutation, useQueryClient } from '@tanstack/react-query'
import { postPlanDrafts, postPlansPreview } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { TextArea } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'
import { FaultList, type PlanFault } from './fault-list.tsx'

/** A draft of a plan that is not here yet, from the text of its file. */
export function NewPlanForm() {
  const { t } = useTranslation('plans')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const draft = useDraft('new-plan', { source: '' })
  const { source } = draft.value
  const [faults, tell] = useState<readonly PlanFault[]>([])
  const begin = useMutation({
    mutationFn: async () => {
      const { data: checked } = await postPlansPreview({ body: { text: source }, throwOnError: true })
      tell(checked.faults)
      if (!checked.version) return null
      const body = { plan: checked.version.plan, source }
      const { data } = await postPlanDrafts({ body, headers: { 'idempotency-key': draft.key }, throwOnError: true })
      return data.draft
    },
    onSuccess: async (begun) => {
      if (begun === null) return
      draft.discard()
      await queries.invalidateQueries()
      await navigate(`/plan-drafts/${begun}`)
    },
  })
  return (
    <Card title={t('new-plan.title')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          begin.mutate()
        }}
      >
        <TextArea
          label={t('new-plan.source')}
          hint={t('new-plan.hint')}
          value={source}
          maxLength={1_000_000}
          onChange={(text) => draft.change({ source: text })}
          spellCheck={false}
          required
        />
        <FaultList faults={faults} />
        {begin.error ? <FaultState fault={begin.error} /> : null}
        <div>
          <Button htmlType="submit" loading={begin.isPending}>
            {t('new-plan.begin')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
