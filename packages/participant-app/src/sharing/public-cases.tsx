import { useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { planVersion } from '../plan-version.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import type { PublicCase } from './downloads.ts'
import { PublicCaseFacts } from './public-case-facts.tsx'

interface PublicCasesProps {
  readonly plan: string
  readonly version: number
  readonly cases: readonly PublicCase[]
}

const step = 30

/** The cases that a period helped, as everybody may know them; thirty at a time. */
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
