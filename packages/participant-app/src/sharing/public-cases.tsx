import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { planVersion } from '../plan-version.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { FaultState, Loading } from '../ui/states.tsx'
import { type PublicCase, readCasesOfPeriod } from './downloads.ts'
import { PublicCaseFacts } from './public-case-facts.tsx'

interface PublicCasesProps {
  readonly plan: string
  readonly period: string
  readonly version: number
}

const atOnce = 30

/** The cases that a period helped, as everybody may know them; thirty at a time. */
export function PublicCases({ period, plan, version }: PublicCasesProps) {
  const { t } = useTranslation('sharing')
  const { pick } = useLanguage()
  const cases = useInfiniteQuery({
    queryKey: ['cases-of-period', plan, period],
    queryFn: ({ pageParam: after }) => readCasesOfPeriod({ plan, period }, { after, limit: atOnce }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: readonly PublicCase[]) => (last.length < atOnce ? null : last.at(-1)!.caseReference),
  })
  const terms = useQuery(planVersion(plan, version))
  if (cases.error) return <FaultState fault={cases.error} retry={cases.refetch} />
  if (!cases.data) return <Loading />
  const names = new Map(terms.data?.cover.illnesses.map(({ code, name }) => [code, pick(name)]))
  const all = cases.data.pages.flat()
  return (
    <Card title={t('cases.title')}>
      {all.length === 0 ? <p>{t('cases.none')}</p> : null}
      <ul className="case-list">
        {all.map((one) => (
          <li key={one.caseReference}>
            <PublicCaseFacts one={one} illness={names.get(one.illness) ?? one.illness} />
          </li>
        ))}
      </ul>
      {cases.hasNextPage ? (
        <Action kind="second" busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          {t('cases.more')}
        </Action>
      ) : null}
    </Card>
  )
}
