import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'

/** For somebody who has never heard of a log: what it proves, and where it proves nothing. */
export default function ProvenPage() {
  const { t } = useTranslation('journal')
  return (
    <Page title={t('proven.title')} back="/public">
      <Card title={t('proven.picture')}>
        <p>{t('proven.picture-text')}</p>
      </Card>
      <Card tone="good" title={t('proven.yes')}>
        <ul className="points">
          <li>{t('proven.written')}</li>
          <li>{t('proven.same')}</li>
          <li>{t('proven.counted')}</li>
          <li>{t('proven.reckoned')}</li>
          <li>{t('proven.rules')}</li>
        </ul>
      </Card>
      <Card tone="heed" title={t('proven.no')}>
        <ul className="points">
          <li>{t('proven.true')}</li>
          <li>{t('proven.people')}</li>
          <li>{t('proven.together')}</li>
          <li>{t('proven.future')}</li>
        </ul>
      </Card>
      <Card title={t('proven.how')}>
        <p>{t('proven.how-text')}</p>
        <a className="link-row" href="/check">
          {t('links.proof')}
        </a>
        <Link className="link-row" to="/public/log">
          {t('title')}
        </Link>
      </Card>
    </Page>
  )
}
