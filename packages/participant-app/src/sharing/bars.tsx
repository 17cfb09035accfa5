import type { ReactNode } from 'react'
import './sharing.css'

export interface Bar {
  readonly key: string
  readonly name: ReactNode
  /** How long the bar is, against the largest. */
  readonly size: number
  readonly value: ReactNode
}

interface BarsProps {
  readonly caption: ReactNode
  readonly columns: readonly [name: string, value: string]
  readonly bars: readonly Bar[]
}

/** Figures as bars below each other; to those who listen they are a table. */
export function Bars({ bars, caption, columns: [name, value] }: BarsProps) {
  const largest = bars.reduce((most, { size }) => Math.max(most, size), 0)
  return (
    <table className="bars">
      <caption>{caption}</caption>
      <thead className="only-read-aloud">
        <tr>
          <th scope="col">{name}</th>
          <td />
          <th scope="col">{value}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">{bar.name}</th>
            <td aria-hidden="true">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={largest === 0 ? 0 : (bar.size / largest) * 100} height="10" />
              </svg>
            </td>
            <td>{bar.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
