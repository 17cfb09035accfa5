import type { PlanVersion } from './plan.ts'
import { finding, type PlanFinding } from './plan-rules.ts'

/**
 * Where a version may not follow the `earlier` versions of its plan (in order of version, none for a new plan): one code,
 * versions without a gap, each from a later day on, days and money counted alike.
 */
export function checkSuccession(plan: PlanVersion, earlier: readonly PlanVersion[]): readonly PlanFinding[] {
  const last = earlier.at(-1)
  const next = (last?.version ?? 0) + 1
  const misnumbered = plan.version === next ? [] : [finding('version-not-next', ['version'], { next })]
  if (!last) return misnumbered
  const { version, firstDay, timeZone, currency } = last
  const later = Temporal.PlainDate.compare(plan.firstDay, firstDay) > 0
  return [
    ...(plan.plan === last.plan ? [] : [finding('plan-differs', ['plan'], { plan: last.plan })]),
    ...misnumbered,
    ...(later ? [] : [finding('first-day-not-later', ['firstDay'], { version, firstDay })]),
    ...(plan.timeZone === timeZone ? [] : [finding('time-zone-changed', ['timeZone'], { timeZone })]),
    ...(plan.currency === currency ? [] : [finding('currency-changed', ['currency'], { currency })]),
  ]
}
