import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Amount } from '../ui/amount.tsx'
import { Facts } from '../ui/card.tsx'
import type { PublicCase } from './downloads.ts'

interface PublicCaseFactsProps {
  readonly one: PublicCase
  /** Its name in the reader's language. */
  readonly illness: string
  /** Of the level below what stands around it. */
  readonly heading?: 'h2' | 'h3'
}

/** One case as everybody may know it; its story stands on its own page. */
export function PublicCaseFacts({ heading: Heading = 'h3', illness, one }: PublicCaseFactsProps) {
  const { i18n, t } = useTranslation('sharing')
  const { language } = useLanguage()
  /** Codes that this app does not know yet stand as they are. */
  const known = (text: string, code: string) => {
    const key = `sharing:${text}`
    return i18n.exists(key, { lng: language }) ? i18n.t(key as never) : code
  }
  return (
    <>
      <Heading>{one.mild ? t('cases.mild', { illness }) : illness}</Heading>
      <Facts
        facts={[
          [t('cases.payout'), <Amount key="payout" fen={one.payoutFen} />],
          [t('cases.age'), one.ageBand],
          [t('cases.region'), one.region === null ? t('cases.abroad') : known(`regions.${one.region}`, one.region)],
          [t('cases.joined'), t('cases.days', { count: one.daysSinceJoining })],
          [t('cases.status'), known(`statuses.${one.status}`, one.status)],
          [
            t('cases.reference'),
            <Link key="reference" to={`/public/cases/${one.caseReference}`}>
              {one.caseReference}
            </Link>,
          ],
        ]}
      />
    </>
  )
}
