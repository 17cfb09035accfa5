import { expect } from 'vitest'

const kinds = [
  Temporal.Instant,
  Temporal.PlainDate,
  Temporal.PlainDateTime,
  Temporal.PlainTime,
  Temporal.PlainYearMonth,
  Temporal.ZonedDateTime,
  Temporal.Duration,
]

/** Without this vitest takes any two Temporal values of a kind for equal: they have no properties of their own. */
expect.addEqualityTesters([
  (one, other) => {
    const kind = kinds.find((Kind) => one instanceof Kind || other instanceof Kind)
    if (!kind) return undefined
    return one instanceof kind && other instanceof kind && one.toString() === other.toString()
  },
])
