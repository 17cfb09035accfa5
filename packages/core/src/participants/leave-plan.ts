import { dayOf } from '../calendar.ts'
import { accept, type Decision } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { activeOrRefusal, type EndingRefusal } from './active-membership.ts'
import type { MembershipEnded, MembershipState } from './membership.ts'

/**
 * Leaving, at any time and free. The last day is today: who leaves one second before a publicity day begins is not
 * counted on it; who leaves on the day itself was in the plan at its 00:00 and still owes that period.
 * Refused: not-in-plan, membership-already-ended.
 */
export function leavePlan(
  plan: Pick<PlanVersion, 'timeZone'>,
  state: MembershipState,
  now: Temporal.Instant,
): Decision<MembershipEnded, EndingRefusal> {
  const membership = activeOrRefusal(state)
  if ('accepted' in membership) return membership
  return accept({ kind: 'membership-ended', reason: 'left', endedOn: dayOf(now, plan.timeZone) })
}
