import { dayOf } from '../calendar.ts'
import { accept, type Decision } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { activeOrRefusal, type EndingRefusal } from './active-membership.ts'
import type { MembershipEnded, MembershipState } from './membership.ts'

/**
 * The payout is made once; with it the membership ends, today. Of a family only the one who was paid out leaves.
 * Refused: not-in-plan, membership-already-ended (somebody who left after the diagnosis is still paid).
 */
export function endAfterPayout(
  plan: Pick<PlanVersion, 'timeZone'>,
  state: MembershipState,
  now: Temporal.Instant,
): Decision<MembershipEnded, EndingRefusal> {
  const membership = activeOrRefusal(state)
  if ('accepted' in membership) return membership
  return accept({ kind: 'membership-ended', reason: 'paid-out', endedOn: dayOf(now, plan.timeZone) })
}
