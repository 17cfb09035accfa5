import { birthdayAtAge, dayOf, isAfter, isBefore } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import { activeOrRefusal, type EndingRefusal } from './active-membership.ts'
import type { MembershipEnded, MembershipState } from './membership.ts'

export type AgeingPlan = Pick<PlanVersion, 'timeZone' | 'cover' | 'eligibility'>

export type AgeOutRefusal = EndingRefusal | 'not-aged-out'

/**
 * The last day on which somebody can be in the plan: the day before the birthday of `ageingOut.atAgeYears`, or the last
 * day of the month of that birthday.
 */
export function lastDayByAge(
  { cover, eligibility }: Pick<AgeingPlan, 'cover' | 'eligibility'>,
  bornOn: Temporal.PlainDate,
): Temporal.PlainDate {
  const { atAgeYears, coverEnds } = cover.ageingOut
  const birthday = birthdayAtAge(bornOn, atAgeYears, eligibility.leapDayBirthday)
  switch (coverEnds) {
    case 'birthday':
      return birthday.subtract({ days: 1 })
    case 'month-end':
      return birthday.with({ day: birthday.daysInMonth })
  }
}

/**
 * Ends a membership by age. The last day is the one the plan names, also when the daily run comes late.
 * Refused: not-in-plan, membership-already-ended, not-aged-out.
 */
export function ageOut(
  plan: AgeingPlan,
  state: MembershipState,
  bornOn: Temporal.PlainDate,
  now: Temporal.Instant,
): Decision<MembershipEnded, AgeOutRefusal> {
  const membership = activeOrRefusal(state)
  if ('accepted' in membership) return membership
  const lastDay = lastDayByAge(plan, bornOn)
  if (!isAfter(dayOf(now, plan.timeZone), lastDay)) return refuse('not-aged-out', { lastDay: lastDay.toString() })
  // Who joined past the age under an older version of the plan still had the day of joining.
  const endedOn = isBefore(lastDay, membership.joinedOn) ? membership.joinedOn : lastDay
  return accept({ kind: 'membership-ended', reason: 'aged-out', endedOn })
}
