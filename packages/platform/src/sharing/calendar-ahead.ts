import { dayOf, isBefore, nextPeriods, type PlanVersion } from '@tongzhou/core'

/** More days than any period lasts from its publicity day to its sharing day: both lie within one month. */
const longestPeriodDays = 31

/**
 * Today in the plan's time zone, and the periods whose sharing day has not passed: the one that is public now, if any, and the next.
 */
export function calendarAhead(plan: PlanVersion, now: Temporal.Instant) {
  const today = dayOf(now, plan.timeZone)
  const begun = today.subtract({ days: longestPeriodDays })
  const ahead = nextPeriods(plan, begun, plan.publicity.daysOfMonth.length * 2 + 2)
  const periods = ahead.filter(({ sharingDay }) => !isBefore(sharingDay, today)).slice(0, 2)
  return {
    today: today.toString(),
    periods: periods.map(({ code, objectionsUntil, publicityDay, sharingDay }) => ({
      period: code,
      publicityDay: publicityDay.toString(),
      objectionsUntil: objectionsUntil.toString(),
      sharingDay: sharingDay.toString(),
    })),
  }
}
