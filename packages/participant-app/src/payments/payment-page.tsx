import { useQuery } from '@tanstack/react-query'
import { getPaymentAgreementOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { AgreeCard } from './agree-card.tsx'
import { AgreementCard } from './agreement-card.tsx'

/** The consent to be debited: whether it is given, what it means, how to take it back. */
export default function PaymentPage() {
  const { t } = useTranslation('payments')
  const agreement = useQuery(getPaymentAgreementOptions())
  const [search] = useSearchParams()
  const token = search.get('accountToken')
  return (
    <Page title={t('agreement.title')} back="/me">
      <Answer query={agreement}>
        {({ agreedAt, isTrial, page }) =>
          agreedAt !== null && token === null ? (
            <AgreementCard agreedAt={agreedAt} />
          ) : (
            <AgreeCard isTrial={isTrial} page={page} token={token} />
          )
        }
      </Answer>
      <Card title={t('agreement.means')}>
        <ul className="points">
          <li>{t('agreement.only-shares')}</li>
          <li>{t('agreement.family')}</li>
          <li>{t('agreement.known-before')}</li>
          <li>{t('agreement.account-elsewhere')}</li>
          <li>{t('agreement.free-to-end')}</li>
        </ul>
        <Link className="link-row" to="/me/arrears">
          {t('arrears.title')}
        </Link>
      </Card>
    </Page>
  )
}
