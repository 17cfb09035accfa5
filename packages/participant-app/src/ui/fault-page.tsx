import { useTranslation } from 'react-i18next'
import { Action } from './action.tsx'
import { Page } from './page.tsx'

/** Where a page broke, or its code could not be loaded on a bad line. Drafts are kept, so loading again loses nothing. */
export function FaultPage({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation()
  const isAway = fault instanceof TypeError && /import|fetch|load/i.test(fault.message)
  return (
    <Page title={t(isAway ? 'fault.away' : 'fault.title')}>
      <p>{t(isAway ? 'fault.away-text' : 'fault.text')}</p>
      <Action onClick={() => location.reload()}>{t('try-again')}</Action>
    </Page>
  )
}
