import { dayOf, isAfter, isBefore } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { activeOrRefusal, type EndingRefusal } from './active-membership.ts'
import type { MembershipEnded, MembershipState } from './membership.ts'

export type DeathRefusal = EndingRefusal | 'death-in-future' | 'death-before-joining'

/**
 * Records a death from its paper. The last day is the day of death, however late it becomes known, so that periods
 * published in between can be put right for the payer.
 * Refused in the order of `DeathRefusal`.
 */
export function recordDeath(
  plan: Pick<PlanVersion, 'timeZone'>,
  state: MembershipState,
  diedOn: Temporal.PlainDate,
  now: Temporal.Instant,
): Decision<MembershipEnded, DeathRefusal> {
  const membership = activeOrRefusal(state)
  if ('accepted' in membership) return membership
  if (isAfter(diedOn, dayOf(now, plan.timeZone))) return refuse('death-in-future', {}, { field: 'diedOn' })
  if (isBefore(diedOn, membership.joinedOn)) {
    return refuse('death-before-joining', { joinedOn: membership.joinedOn.toString() }, { field: 'diedOn' })
  }
  return accept({ kind: 'membership-ended', reason: 'died', endedOn: diedOn })
}
