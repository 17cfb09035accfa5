import { dayOf, isAfter, isBefore } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { PeriodState } from './period.ts'

export type PublishPeriodRefusal = 'publicity-day-not-come' | 'period-already-published' | 'publicity-too-late'

export interface PeriodPublished {
  readonly kind: 'period-published'
  readonly code: string
  readonly publicityDay: Temporal.PlainDate
  readonly sharingDay: Temporal.PlainDate
  readonly objectionsUntil: Temporal.PlainDate
}

/**
 * Begins the publicity of a period: from now on its list of cases is fixed. Late publication (the platform was down) is
 * allowed as long as the plan's days for objections are left before the sharing day; after that the approved cases wait for
 * the next period. Refused in the order of `PublishPeriodRefusal`. Plan terms `publicity`, `sharing.daysOfMonth`.
 */
export function publishPeriod(
  plan: Pick<PlanVersion, 'publicity' | 'timeZone'>,
  state: PeriodState,
  now: Temporal.Instant,
): Decision<PeriodPublished, PublishPeriodRefusal> {
  const { code, publicityDay, sharingDay, objectionsUntil } = state.calendar
  const where = { clause: plan.publicity.clause }
  const today = dayOf(now, plan.timeZone)
  if (isBefore(today, publicityDay)) {
    return refuse('publicity-day-not-come', { period: code, publicityDay: publicityDay.toString() }, where)
  }
  if (state.status !== 'open') return refuse('period-already-published', { period: code, status: state.status }, where)
  const lastDay = sharingDay.subtract({ days: plan.publicity.objectionDays })
  if (isAfter(today, lastDay)) {
    return refuse('publicity-too-late', { period: code, lastDay: lastDay.toString() }, where)
  }
  return accept({ kind: 'period-published', code, publicityDay, sharingDay, objectionsUntil })
}
