import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { Action } from './action.tsx'
import { Page } from './page.tsx'

/** Where a page broke, or its code could not be loaded on a bad line. Drafts are kept, so loading again loses nothing. */
export function FaultPage() {
  const { t } = useTranslation()
  const fault = useRouteError()
  const isAway = fault instanceof TypeError && /import|fetch|load/i.test(fault.message)
  return (
    <Page title={t(isAway ? 'fault.away' : 'fault.title')}>
      <p>{t(isAway ? 'fault.away-text' : 'fault.text')}</p>
      <Action onClick={() => location.reload()}>{t('try-again')}</Action>
    </Page>
  )
}
