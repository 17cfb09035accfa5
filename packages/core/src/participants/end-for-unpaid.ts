import { dayOf, isAfter } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { activeOrRefusal, type EndingRefusal } from './active-membership.ts'
import type { MembershipEnded, MembershipState } from './membership.ts'

export type UnpaidPlan = Pick<PlanVersion, 'timeZone' | 'collection'>

export type UnpaidRefusal = EndingRefusal | 'grace-days-not-over'

/**
 * The last day of a membership that ends for a share unpaid since `sharingDay`, when the ending is carried out on
 * `today`: yesterday, and never before the last day of grace. A run that comes late takes from nobody the days in which
 * they believed to be covered, and those were counted in any publicity between.
 */
export function lastDayForUnpaid(
  plan: Pick<PlanVersion, 'collection'>,
  sharingDay: Temporal.PlainDate,
  today: Temporal.PlainDate,
): Temporal.PlainDate {
  const lastDayOfGrace = sharingDay.add({ days: plan.collection.graceDays })
  const yesterday = today.subtract({ days: 1 })
  return isAfter(yesterday, lastDayOfGrace) ? yesterday : lastDayOfGrace
}

/**
 * Ends a membership for an unpaid share, once the plan's grace days after the sharing day are over.
 * Refused: not-in-plan, membership-already-ended, grace-days-not-over. Whether the share is unpaid is the caller's to know.
 */
export function endForUnpaid(
  plan: UnpaidPlan,
  state: MembershipState,
  sharingDay: Temporal.PlainDate,
  now: Temporal.Instant,
): Decision<MembershipEnded, UnpaidRefusal> {
  const membership = activeOrRefusal(state)
  if ('accepted' in membership) return membership
  const today = dayOf(now, plan.timeZone)
  const lastDayOfGrace = sharingDay.add({ days: plan.collection.graceDays })
  if (!isAfter(today, lastDayOfGrace)) {
    const facts = { lastDayOfGrace: lastDayOfGrace.toString() }
    return refuse('grace-days-not-over', facts, { clause: plan.collection.clause })
  }
  const endedOn = lastDayForUnpaid(plan, sharingDay, today)
  return accept({ kind: 'membership-ended', reason: 'unpaid', endedOn })
}
