import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceLinksOptions, getClaimsByReferenceRiskOptions, useLanguage } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { LinksGraph } from './links-graph.tsx'

/** Where the signals of a case stand on its page. */
export const riskCard = 'risk'

const useRisk = (reference: string) => useQuery(getClaimsByReferenceRiskOptions({ path: { reference } }))

/** How many points a case has, which leads to what they are for. */
export function RiskPoints({ onOpen, reference }: { readonly reference: string; readonly onOpen: () => void }) {
  const { t } = useTranslation('claims')
  const { data } = useRisk(reference)
  return (
    <Button size="small" onClick={onOpen} aria-keyshortcuts="w">
      {t('risk.title', { score: data?.score ?? '…' })}
    </Button>
  )
}

/** What speaks for looking closer, each signal with its reason. */
export function RiskCard({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const risk = useRisk(reference)
  return (
    <Card id={riskCard} title={t('risk.title', { score: risk.data?.score ?? '…' })}>
      <p className="soft">{t('risk.about')}</p>
      <Answer query={risk}>
        {({ signals }) =>
          signals.length === 0 ? (
            <p>{t('risk.none')}</p>
          ) : (
            <ul className="plain-list">
              {signals.map(({ code, facts, points, reason, weight }) => (
                <li key={code}>
                  <span className="tag" data-tone="heed">
                    {t('risk.points', { points, weight })}
                  </span>
                  <p>
                    <WithLinkedCases text={pick(reason)} cases={[facts.cases, facts.nearby].flat()} />
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

const likeReferences = /([0-9A-Z]{4}-[0-9A-Z]{4})/

interface WithLinkedCasesProps {
  readonly text: string
  readonly cases: readonly unknown[]
}

/** A sentence in which each of the cases that it names can be opened; a program's name in it may look like a reference and is none. */
function WithLinkedCases({ cases, text }: WithLinkedCasesProps) {
  const parts = text.split(likeReferences).map((part, at) => ({ at, part }))
  return parts.map(({ at, part }) =>
    cases.includes(part) ? (
      <Link key={at} className="case-link" to={`/cases/${part}`}>
        {part}
      </Link>
    ) : (
      part
    ),
  )
}

/** Cases that have something in common with this one, as a graph and in words. */
export function LinksCard({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  // What the case shares with others is found when its risk is reckoned: asked before, a new case would seem to share nothing.
  const { isFetched } = useRisk(reference)
  const links = useQuery({ ...getClaimsByReferenceLinksOptions({ path: { reference } }), enabled: isFetched })
  return (
    <Card title={t('links.title')}>
      <Answer query={links}>
        {({ cut, edges, nodes }) => {
          const others = nodes.filter((node) => node.kind === 'case' && node.caseReference !== reference)
          if (others.length === 0) return <p className="soft">{t('links.none')}</p>
          const byId = new Map(nodes.map((node) => [node.id, node]))
          const sharedBy = (id: string) => [
            ...new Set(edges.filter(({ from }) => from === id).map(({ to }) => byId.get(to)?.kind ?? 'case')),
          ]
          return (
            <>
              <LinksGraph nodes={nodes} edges={edges} label={t('links.graph')} />
              <ul className="plain-list">
                {others.map((node) => (
                  <li key={node.id}>
                    <Link to={`/cases/${node.caseReference}`}>{node.caseReference}</Link>{' '}
                    {t(`status.${node.status as 'paid'}`)} · {t('links.by')}{' '}
                    {sharedBy(node.id)
                      .map((kind) => t(`links.kinds.${kind}`))
                      .join(', ')}
                  </li>
                ))}
              </ul>
              {cut ? <p className="soft">{t('links.cut')}</p> : null}
            </>
          )
        }}
      </Answer>
    </Card>
  )
}
