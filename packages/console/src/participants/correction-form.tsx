import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PostPeopleByPersonIdCorrectionsData } from '@tongzhou/web-client'
import { newKey, postPeopleByPersonIdCorrections } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Choice, TextArea, TextField } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'

type Body = PostPeopleByPersonIdCorrectionsData['body']

const fields: readonly Body['field'][] = ['name', 'phone', 'document']
const empty = { field: 'name', value: '', reason: '' } as const satisfies Partial<Body>

/** One field, its right value and the reason. No draft is kept: it would leave somebody's number in this browser. */
export function CorrectionForm({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const queries = useQueryClient()
  const [form, put] = useState<{ readonly body: Pick<Body, 'field' | 'value' | 'reason'>; readonly key: string }>(
    () => ({
      body: empty,
      key: newKey(),
    }),
  )
  const change = (part: Partial<Body>) => put({ body: { ...form.body, ...part }, key: newKey() })
  const { field, reason, value } = form.body
  const correct = useMutation({
    mutationFn: () => {
      const documentKind = value.trim().length > 30 ? 'icao-passport' : 'cn-resident-id'
      return postPeopleByPersonIdCorrections({
        path: { personId },
        body: { ...form.body, documentKind },
        headers: { 'idempotency-key': form.key },
        throwOnError: true,
      })
    },
    onSuccess: () => {
      put({ body: empty, key: newKey() })
      return queries.invalidateQueries()
    },
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        correct.mutate()
      }}
    >
      <Choice
        label={t('correct.field')}
        value={field}
        onChange={(chosen) => change({ field: chosen as Body['field'] })}
        options={fields.map((one) => [one, t(`field.${one}`)])}
      />
      <TextField
        label={t('correct.value')}
        hint={t(`correct.hint.${field}`)}
        value={value}
        onChange={(typed) => change({ value: typed })}
        autoComplete="off"
        maxLength={400}
        required
      />
      <TextArea
        label={t('correct.reason')}
        hint={t('correct.reason-hint')}
        value={reason}
        onChange={(typed) => change({ reason: typed })}
        maxLength={1_000}
        required
      />
      {correct.error ? <FaultState fault={correct.error} /> : null}
      {correct.isSuccess ? <p role="status">{t('correct.done')}</p> : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={correct.isPending}>
          {t('correct.send')}
        </Button>
      </div>
    </form>
  )
}
