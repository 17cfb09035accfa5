import type { GetClaimsByReferenceLinksResponse } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'

type Graph = Pick<GetClaimsByReferenceLinksResponse, 'nodes' | 'edges'>

const side = 320
const middle = side / 2

/** Where each node stands: the asked case in the middle, what it shares on a ring around it, other cases on the outer ring. */
function placesOf(nodes: Graph['nodes']): ReadonlyMap<string, readonly [x: number, y: number]> {
  const inner = nodes.filter(({ kind }) => kind !== 'case')
  const outer = nodes.filter(({ distance, kind }) => kind === 'case' && distance !== 0)
  const onRing = (ring: Graph['nodes'], radius: number) =>
    ring.map(({ id }, index) => {
      const angle = (2 * Math.PI * index) / ring.length - Math.PI / 2
      return [id, [middle + radius * Math.cos(angle), middle + radius * Math.sin(angle)]] as const
    })
  const asked = nodes.filter(({ distance }) => distance === 0).map(({ id }) => [id, [middle, middle]] as const)
  return new Map([...asked, ...onRing(inner, 75), ...onRing(outer, 135)])
}

/** Cases and what they share, a line for each tie. */
export function LinksGraph({ edges, label, nodes }: Graph & { readonly label: string }) {
  const { t } = useTranslation('claims')
  const places = placesOf(nodes)
  return (
    <svg className="links" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      {edges.map(({ from, to }) => {
        const [one, other] = [places.get(from), places.get(to)]
        if (!one || !other) return null
        return <line key={`${from}/${to}`} x1={one[0]} y1={one[1]} x2={other[0]} y2={other[1]} />
      })}
      {nodes.map(({ caseReference, id, kind }) => {
        const [x, y] = places.get(id) ?? [middle, middle]
        return (
          <g key={id} data-kind={kind === 'case' ? 'case' : 'tie'}>
            <circle cx={x} cy={y} r={kind === 'case' ? 6 : 4} />
            <text x={x} y={y - 9} textAnchor="middle">
              {caseReference ?? t(`links.kinds.${kind}`)}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
