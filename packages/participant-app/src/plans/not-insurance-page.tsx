import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'

/** The plain statement that this is not insurance, and what follows from that. */
export default function NotInsurancePage() {
  const { t } = useTranslation('plans')
  return (
    <Page title={t('not.title')} back="/public">
      <Card tone="heed" title={t('not.statement')}>
        <ul className="points">
          <li>{t('not.nobody-stands-behind')}</li>
          <li>{t('not.no-pool')}</li>
          <li>{t('not.no-price')}</li>
          <li>{t('not.can-end')}</li>
          <li>{t('not.no-regulator')}</li>
        </ul>
      </Card>
      <Card title={t('not.instead')}>
        <p>{t('not.what-it-is')}</p>
        <p>{t('not.keep-insurance')}</p>
      </Card>
      <Link className="link-row" to="/public/log/proven">
        {t('public.proven')}
      </Link>
    </Page>
  )
}
