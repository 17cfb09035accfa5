import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { GetMessageSettingsResponse } from '@tongzhou/web-client'
import { getMessageSettingsOptions, getMessageSettingsQueryKey, putMessageSettings } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Answer, FaultState } from '../ui/states.tsx'

/** Which messages come to the phone as well. A tick counts at once. */
export function PhoneSwitches() {
  const { t } = useTranslation('payments')
  const settings = useQuery(getMessageSettingsOptions())
  const queries = useQueryClient()
  const draft = useDraft('message-settings', {})
  const change = useMutation({
    mutationFn: (notSent: Kinds) =>
      putMessageSettings({
        body: { notSent },
        headers: { 'idempotency-key': draft.key },
        // Also when the page is left at once.
        keepalive: true,
        throwOnError: true,
      }),
    onSuccess: ({ data }) => queries.setQueryData(getMessageSettingsQueryKey(), data),
    // The next change is another command, also where this one may have arrived without an answer.
    onSettled: draft.discard,
  })
  const toggle = (list: GetMessageSettingsResponse, changed: Kinds[number]) =>
    change.mutate(list.filter(({ kind, toPhone }) => toPhone === (kind === changed)).map(({ kind }) => kind))
  return (
    <Card title={t('messages.phone')}>
      <p>{t('messages.phone-how')}</p>
      <Answer query={settings}>
        {(list) => (
          <div>
            {list.map(({ kind, toPhone }) => (
              <label key={kind} className="tick">
                <input
                  type="checkbox"
                  // What was just chosen, while it is on its way.
                  checked={change.isPending ? !change.variables.includes(kind) : toPhone}
                  disabled={change.isPending}
                  onChange={() => toggle(list, kind)}
                />
                <span>{t(`messages.kinds.${kind}`)}</span>
              </label>
            ))}
          </div>
        )}
      </Answer>
      {change.error ? <FaultState fault={change.error} /> : null}
    </Card>
  )
}

type Kinds = GetMessageSettingsResponse[number]['kind'][]
