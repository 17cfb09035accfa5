import { type ReactNode, useId } from 'react'

interface CardProps {
  readonly title: ReactNode
  readonly tone?: 'plain' | 'heed' | 'wrong'
  readonly children: ReactNode
}

/** One matter on a ground of its own, a section by its title. */
export function Card({ children, title, tone = 'plain' }: CardProps) {
  const id = useId()
  return (
    <section className="card" data-tone={tone} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
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
