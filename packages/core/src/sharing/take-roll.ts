import { accept, type Decision, refuse } from '../decision.ts'
import type { PeriodState } from './period.ts'

export type TakeRollRefusal = 'period-not-published' | 'roll-too-early' | 'roll-already-taken'

/**
 * Minutes after 00:00 of the publicity day before the roll is taken: a joining or leaving that began before midnight may be
 * committed after it, and would be missing from the roll for ever.
 */
export const rollSettlingMinutes = 10

/**
 * Whether the roll of a period may be taken (on): one row for everyone in the plan at 00:00 of the publicity day, however much
 * later it is taken. Refused in the order of `TakeRollRefusal`.
 */
export function takeRoll(
  state: PeriodState,
  now: Temporal.Instant,
): Decision<{ readonly of: Temporal.PlainDate }, TakeRollRefusal> {
  const { code, objectionsFrom, publicityDay } = state.calendar
  if (state.status === 'open') return refuse('period-not-published', { period: code })
  const from = objectionsFrom.add({ minutes: rollSettlingMinutes })
  if (Temporal.Instant.compare(now, from) < 0) return refuse('roll-too-early', { period: code, from: from.toString() })
  if (state.status !== 'published') return refuse('roll-already-taken', { period: code, status: state.status })
  return accept({ of: publicityDay })
}
