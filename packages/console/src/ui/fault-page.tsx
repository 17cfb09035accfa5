import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Page } from './page.tsx'

/** Where a page broke, or its code could not be loaded. Drafts are kept, so loading again loses nothing. */
export function FaultPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('fault.title')} narrow>
      <p>{t('fault.text')}</p>
      <Button type="primary" onClick={() => location.reload()}>
        {t('try-again')}
      </Button>
    </Page>
  )
}
