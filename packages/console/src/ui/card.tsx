import { type ReactNode, useId } from 'react'

interface CardProps {
  readonly title: ReactNode
  readonly tone?: 'plain' | 'heed' | 'wrong'
  readonly children: ReactNode
  /** By which a key or a button leads here. */
  readonly id?: string
}

/** One matter on a ground of its own, a section by its title. */
export function Card({ children, id, title, tone = 'plain' }: CardProps) {
  const titleId = useId()
  return (
    <section className="card" data-tone={tone} aria-labelledby={titleId} {...(id && { id, tabIndex: -1 })}>
      <h2 id={titleId}>{title}</h2>
      {children}
    </section>
  )
}

/** Names and values below each other. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
