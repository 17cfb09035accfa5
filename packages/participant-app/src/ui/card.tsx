import type { ReactNode } from 'react'

interface CardProps {
  readonly title?: ReactNode
  /** Calm by default; `good` and `heed` colour the ground, beside what the words say. */
  readonly tone?: 'plain' | 'good' | 'heed' | 'wrong'
  readonly children: ReactNode
}

/** One thing at a time, on a ground of its own. */
export function Card({ children, title, tone = 'plain' }: CardProps) {
  return (
    <section className="card" data-tone={tone}>
      {title === undefined ? null : <h2>{title}</h2>}
      {children}
    </section>
  )
}

/** Names and values below each other. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: ReactNode, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts have no other key, and change as a whole
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
