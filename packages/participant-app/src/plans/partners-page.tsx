import { useQuery } from '@tanstack/react-query'
import { getPartnersOptions, postPartnersByCodeVisits, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import './plans.css'

/** Insurers whom the operator points to, each marked as advertisement (Measures for Internet Advertising, article 9). */
export default function PartnersPage() {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const partners = useQuery(getPartnersOptions())
  return (
    <Page title={t('partners.title')} back="/public">
      <Card tone="heed">
        <p>{t('partners.what')}</p>
        <p className="soft">{t('partners.count')}</p>
      </Card>
      <Answer query={partners}>
        {({ partners: list }) =>
          list.length === 0 ? (
            <Empty>{t('partners.none')}</Empty>
          ) : (
            list.map(({ address, code, name, text }) => (
              <Card key={code} title={pick(name)}>
                <p>
                  <span className="advertisement">{t('partners.mark')}</span>
                </p>
                <p>{pick(text)}</p>
                <a
                  className="link-row"
                  href={address}
                  target="_blank"
                  rel="noopener noreferrer sponsored"
                  // A visit that could not be counted keeps nobody from going.
                  onClick={() => void postPartnersByCodeVisits({ path: { code }, keepalive: true })}
                >
                  {t('partners.go', { name: pick(name) })}
                </a>
              </Card>
            ))
          )
        }
      </Answer>
    </Page>
  )
}
