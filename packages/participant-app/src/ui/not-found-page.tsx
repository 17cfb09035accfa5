import { useTranslation } from 'react-i18next'
import { Action } from './action.tsx'
import { Page } from './page.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('not-found.title')}>
      <p>{t('not-found.text')}</p>
      <Action to="/">{t('not-found.home')}</Action>
    </Page>
  )
}
