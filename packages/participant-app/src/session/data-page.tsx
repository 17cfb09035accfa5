import { useMutation } from '@tanstack/react-query'
import { postMeDataCopies, saveFile } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { FaultState } from '../ui/states.tsx'
import { DeletionCard } from './deletion-card.tsx'

/** A copy of everything that the platform holds about somebody, and its deletion. */
export default function DataPage() {
  const { t } = useTranslation('my-data')
  const draft = useDraft('data-copy', {})
  const copy = useMutation({
    mutationFn: () =>
      postMeDataCopies({ headers: { 'idempotency-key': draft.key }, parseAs: 'text', throwOnError: true }),
    onSuccess: ({ data }) => {
      draft.discard()
      saveFile('tongzhou-my-data.json', new Blob([String(data)], { type: 'application/json' }))
    },
  })
  return (
    <Page title={t('title')} back="/me">
      <Card title={t('copy.title')}>
        <p>{t('copy.what')}</p>
        <p className="soft">{t('copy.careful')}</p>
        <Action busy={copy.isPending} onClick={() => copy.mutate()}>
          {t('copy.save')}
        </Action>
        <p role="status">{copy.isSuccess ? t('copy.saved') : null}</p>
        {copy.error ? <FaultState fault={copy.error} /> : null}
      </Card>
      <DeletionCard />
    </Page>
  )
}
