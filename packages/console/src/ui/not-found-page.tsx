import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Page } from './page.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('not-found.title')} narrow>
      <p>{t('not-found.text')}</p>
      <Link to="/">{t('not-found.home')}</Link>
    </Page>
  )
}
