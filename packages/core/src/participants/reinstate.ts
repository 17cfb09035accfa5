import { dayOf, isAfter } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { lastDayByAge } from './age-out.ts'
import type { Lapse, MembershipState } from './membership.ts'

export type ReinstatingPlan = Pick<PlanVersion, 'timeZone' | 'collection' | 'cover' | 'eligibility'>

export interface Reinstate {
  readonly bornOn: Temporal.PlainDate
  /** What is still owed after the payment that asks for reinstatement. */
  readonly arrearsFen: bigint
  /** Whether the person has joined the plan anew since. */
  readonly joinedAnew: boolean
}

export interface MembershipReinstated {
  readonly kind: 'membership-reinstated'
  /** The day of joining stays, so no new waiting period begins. */
  readonly joinedOn: Temporal.PlainDate
  readonly lapse: Lapse
}

export type ReinstateRefusal =
  | 'not-in-plan'
  | 'membership-not-ended'
  | 'already-in-plan'
  | 'ended-for-another-reason'
  | 'reinstatement-too-late'
  | 'aged-out'
  | 'arrears-unpaid'

/**
 * Restores a membership that ended for unpaid shares, within the plan's days and without a new waiting period; the
 * days between stay uncovered. Refused in the order of `ReinstateRefusal`.
 */
export function reinstate(
  plan: ReinstatingPlan,
  state: MembershipState,
  command: Reinstate,
  now: Temporal.Instant,
): Decision<MembershipReinstated, ReinstateRefusal> {
  if (state.status === 'none') return refuse('not-in-plan')
  if (state.status === 'active') return refuse('membership-not-ended')
  if (command.joinedAnew) return refuse('already-in-plan')
  if (state.reason !== 'unpaid') return refuse('ended-for-another-reason', { reason: state.reason })
  const today = dayOf(now, plan.timeZone)
  const lastDay = state.endedOn.add({ days: plan.collection.reinstatementDays })
  if (isAfter(today, lastDay)) {
    return refuse('reinstatement-too-late', { lastDay: lastDay.toString() }, { clause: plan.collection.clause })
  }
  if (isAfter(today, lastDayByAge(plan, command.bornOn))) {
    return refuse('aged-out', {}, { clause: plan.cover.ageingOut.clause })
  }
  if (command.arrearsFen > 0n) return refuse('arrears-unpaid', { arrearsFen: command.arrearsFen.toString() })
  const lapse = { endedOn: state.endedOn, resumedOn: today }
  return accept({ kind: 'membership-reinstated', joinedOn: state.joinedOn, lapse })
}
