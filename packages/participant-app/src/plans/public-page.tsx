import { useQuery } from '@tanstack/react-query'
import { getPartnersOptions, getPlansOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'

/** Where anyone begins who wants to check: the plans with their rules and figures, the log, and what this is not. */
export default function PublicPage() {
  const { t } = useTranslation('plans')
  const { pick } = useLanguage()
  const plans = useQuery(getPlansOptions())
  const partners = useQuery(getPartnersOptions())
  return (
    <Page title={t('public.title')} back="/">
      <p>{t('public.what')}</p>
      <Answer query={plans}>
        {(list) =>
          list.map(({ name, plan }) => (
            <Card key={plan} title={pick(name)}>
              <Link className="link-row" to={`/public/plans/${plan}`}>
                {t('public.rules', { plan: pick(name) })}
              </Link>
              <Link className="link-row" to={`/public/plans/${plan}/periods`}>
                {t('public.periods', { plan: pick(name) })}
              </Link>
              <Link className="link-row" to={`/public/plans/${plan}/cases`}>
                {t('public.cases', { plan: pick(name) })}
              </Link>
              <Link className="link-row" to={`/public/plans/${plan}/figures`}>
                {t('public.figures', { plan: pick(name) })}
              </Link>
            </Card>
          ))
        }
      </Answer>
      <Card title={t('public.check')}>
        <Link className="link-row" to="/public/log">
          {t('public.log')}
        </Link>
        <Link className="link-row" to="/public/log/proven">
          {t('public.proven')}
        </Link>
        <a className="link-row" href="/check">
          {t('public.check-file')}
        </a>
        <Link className="link-row" to="/public/not-insurance">
          {t('not.title')}
        </Link>
        {partners.data && partners.data.partners.length > 0 ? (
          <Link className="link-row" to="/public/partners">
            {t('public.partners')}
          </Link>
        ) : null}
      </Card>
    </Page>
  )
}
