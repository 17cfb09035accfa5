import { useMutation, useQueryClient } from '@tanstack/react-query'
import { newKey, postJurorsByJurorSuspend } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { DeliberateAct } from '../ui/deliberate-act.tsx'
import { TextArea, TextField } from '../ui/fields.tsx'

const empty = { juror: '', reason: '' }

interface SuspendCardProps {
  /** Whom somebody came here for, from the person's page; empty where nobody in particular. */
  readonly juror: string
}

/** A juror is suspended by number for what the record does not count. No draft is kept of the reason. */
export function SuspendCard({ juror }: SuspendCardProps) {
  const { t } = useTranslation('review-board')
  const queries = useQueryClient()
  const [form, put] = useState(() => ({ ...empty, juror, key: newKey() }))
  const change = (part: Partial<typeof empty>) => {
    suspend.reset()
    put({ ...form, ...part, key: newKey() })
  }
  const suspend = useMutation({
    mutationFn: () =>
      postJurorsByJurorSuspend({
        path: { juror: form.juror },
        body: { reason: form.reason },
        headers: { 'idempotency-key': form.key },
        throwOnError: true,
      }),
    onSuccess: () => {
      put({ ...empty, key: newKey() })
      return queries.invalidateQueries()
    },
  })
  const isComplete = /^[1-9][0-9]{0,17}$/.test(form.juror) && form.reason.trim() !== ''
  return (
    <Card title={t('suspend.title')}>
      <p className="soft">{t('suspend.how')}</p>
      <TextField
        label={t('suspend.juror')}
        hint={t('suspend.juror-hint')}
        value={form.juror}
        onChange={(juror) => change({ juror: juror.trim() })}
        inputMode="numeric"
        autoComplete="off"
        maxLength={18}
      />
      <TextArea
        label={t('suspend.reason')}
        hint={t('suspend.reason-hint')}
        value={form.reason}
        onChange={(reason) => change({ reason })}
        maxLength={2_000}
      />
      {suspend.isSuccess ? <p role="status">{t('suspend.done')}</p> : null}
      <DeliberateAct
        key={form.key}
        name={t('suspend.act')}
        confirm={t('suspend.confirm')}
        disabled={!isComplete}
        isPending={suspend.isPending}
        fault={suspend.error}
        act={suspend.mutate}
      >
        <p>{t('suspend.means', { number: form.juror })}</p>
        <p className="words">{form.reason}</p>
      </DeliberateAct>
    </Card>
  )
}
