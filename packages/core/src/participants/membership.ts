import { firstDayAfterWaiting, isAfter, isBefore } from '../calendar.ts'
import type { PlanVersion } from '../plans/index.ts'

/** Why a membership ended. `unpaid` is the only one that can be undone, see `reinstate.ts`. */
export const endReasons = ['left', 'aged-out', 'unpaid', 'paid-out', 'died', 'plan-ended'] as const

export type EndReason = (typeof endReasons)[number]

/** One person's standing in one plan, as far as the rules need it; it holds nothing that names the person. */
export type MembershipState = { readonly status: 'none' } | Membership

export type Membership = ActiveMembership | EndedMembership

export interface ActiveMembership {
  readonly status: 'active'
  readonly joinedOn: Temporal.PlainDate
  readonly endedOn: null
  readonly lapses: readonly Lapse[]
}

export interface EndedMembership {
  readonly status: 'ended'
  readonly joinedOn: Temporal.PlainDate
  /** The last day of the membership. */
  readonly endedOn: Temporal.PlainDate
  readonly reason: EndReason
  readonly lapses: readonly Lapse[]
}

/**
 * Days without cover inside one membership: it ended for unpaid shares after `endedOn` and was reinstated on
 * `resumedOn`. Cover resumes on the day after, so that nobody pays the arrears with a diagnosis in hand.
 */
export interface Lapse {
  readonly endedOn: Temporal.PlainDate
  readonly resumedOn: Temporal.PlainDate
}

/** What every end of a membership says, whatever its reason. */
export interface MembershipEnded {
  readonly kind: 'membership-ended'
  readonly reason: EndReason
  /** The last day of the membership. */
  readonly endedOn: Temporal.PlainDate
}

/**
 * Whether somebody is in the plan at 00:00 of a day: joined before that day and not ended before it. This is what a
 * publicity day counts. Who leaves one second before the day begins has ended on the day before and is not counted.
 */
export function inPlanOn(state: MembershipState, day: Temporal.PlainDate): boolean {
  if (state.status === 'none') return false
  return isBefore(state.joinedOn, day) && wasMemberOn(state, day)
}

/** Whether a day belongs to the membership: from the day of joining to the last day, both included, without the lapses. */
export function wasMemberOn(state: MembershipState, day: Temporal.PlainDate): boolean {
  if (state.status === 'none' || isBefore(day, state.joinedOn)) return false
  if (state.endedOn !== null && isAfter(day, state.endedOn)) return false
  return !state.lapses.some((lapse) => isAfter(day, lapse.endedOn) && !isAfter(day, lapse.resumedOn))
}

/**
 * Whether a day falls into the waiting period. Counting the day of joining as day 1, a period of 90 days holds day 1 to
 * day 90 (joining day + 89); day 91 (joining day + 90) is covered. The counting is explained at `firstDayAfterWaiting`.
 */
export function isWaiting(
  plan: Pick<PlanVersion, 'waitingPeriod'>,
  joinedOn: Temporal.PlainDate,
  day: Temporal.PlainDate,
): boolean {
  return isBefore(day, firstDayAfterWaiting(joinedOn, plan.waitingPeriod.days))
}
