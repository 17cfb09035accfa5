import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useLanguage } from '../language/use-language.ts'
import { planVersion } from '../plan-version.ts'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { Card, Facts } from '../ui/card.tsx'
import type { PublicCase } from './downloads.ts'

interface PublicCasesProps {
  readonly plan: string
  readonly version: number
  readonly cases: readonly PublicCase[]
}

const step = 50

/** The cases that a period helped, as everybody may know them; fifty at a time. */
export function PublicCases({ cases, plan, version }: PublicCasesProps) {
  const { t } = useTranslation('sharing')
  const { pick } = useLanguage()
  const [count, setCount] = useState(step)
  const terms = useQuery(planVersion(plan, version))
  const names = new Map(terms.data?.cover.illnesses.map(({ code, name }) => [code, pick(name)]))
  return (
    <Card title={t('cases.title', { count: cases.length })}>
      {cases.length === 0 ? <p>{t('cases.none')}</p> : null}
      <ul className="case-list">
        {cases.slice(0, count).map((one) => (
          <li key={one.caseReference}>
            <PublicCaseFacts one={one} illness={names.get(one.illness) ?? one.illness} />
          </li>
        ))}
      </ul>
      {count < cases.length ? (
        <Action kind="second" onClick={() => setCount(count + step)}>
          {t('cases.more')}
        </Action>
      ) : null}
    </Card>
  )
}

function PublicCaseFacts({ illness, one }: { readonly one: PublicCase; readonly illness: string }) {
  const { i18n, t } = useTranslation('sharing')
  const { language } = useLanguage()
  /** Codes that this app does not know yet stand as they are. */
  const known = (text: string, code: string) => {
    const key = `sharing:${text}`
    return i18n.exists(key, { lng: language }) ? i18n.t(key as never) : code
  }
  return (
    <>
      <h3>{one.mild ? t('cases.mild', { illness }) : illness}</h3>
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
