import type { PlanVersion } from './plan.ts'
import { finding, type PlanFinding } from './plan-rules.ts'

/** Rules of the calendar of a period: publicity, objections, sharing, collection. */
export function checkPeriods(plan: PlanVersion): PlanFinding[] {
  const { publicity, sharing, collection } = plan
  return [
    ...checkRising(publicity.daysOfMonth, ['publicity', 'daysOfMonth']),
    ...checkRising(sharing.daysOfMonth, ['sharing', 'daysOfMonth']),
    ...checkPairs(plan),
    ...checkCaps(plan),
    ...checkRising(collection.attemptDays, ['collection', 'attemptDays']),
    ...checkRising(collection.reminderDays, ['collection', 'reminderDays']),
    ...checkGrace(plan),
  ]
}

function checkRising(days: readonly number[], path: readonly string[]): PlanFinding[] {
  const at = days.findIndex((day, index) => index > 0 && day <= days[index - 1]!)
  return at < 0 ? [] : [finding('days-not-rising', [...path, at], { earlier: days[at - 1]!, later: days[at]! })]
}

/** Each publicity day has its sharing day in the same month, after the days for objections and before the next one. */
function checkPairs({ publicity, sharing }: PlanVersion): PlanFinding[] {
  const publicityDays = publicity.daysOfMonth
  const sharingDays = sharing.daysOfMonth
  if (publicityDays.length !== sharingDays.length) {
    const facts = { publicityDays: publicityDays.length, sharingDays: sharingDays.length }
    return [finding('publicity-and-sharing-unpaired', ['sharing', 'daysOfMonth'], facts)]
  }
  return publicityDays.flatMap((publicityDay, index) => {
    const sharingDay = sharingDays[index]!
    const sharingPath = ['sharing', 'daysOfMonth', index]
    if (sharingDay <= publicityDay) {
      return [finding('sharing-before-publicity', sharingPath, { publicityDay, sharingDay })]
    }
    const sharedBefore = sharingDays[index - 1]
    if (sharedBefore !== undefined && publicityDay <= sharedBefore) {
      const facts = { publicityDay, sharingDay: sharedBefore }
      return [finding('publicity-before-sharing', ['publicity', 'daysOfMonth', index], facts)]
    }
    const lastDay = publicityDay + publicity.objectionDays
    if (lastDay <= sharingDay) return []
    return [finding('objections-past-sharing', ['publicity', 'objectionDays'], { publicityDay, lastDay, sharingDay })]
  })
}

function checkCaps({ sharing: { capPerCaseFen, capPerYearFen } }: PlanVersion): PlanFinding[] {
  if (capPerCaseFen === null || capPerYearFen === null || capPerYearFen >= capPerCaseFen) return []
  return [finding('year-cap-below-case-cap', ['sharing', 'capPerYearFen'], { capPerCaseFen })]
}

function checkGrace({ collection: { attemptDays, reminderDays, graceDays } }: PlanVersion): PlanFinding[] {
  const after = (days: readonly number[]) =>
    days.map((day, index) => ({ day, index })).filter(({ day }) => day > graceDays)
  const first = attemptDays[0]!
  return [
    ...(first === 0 ? [] : [finding('first-attempt-late', ['collection', 'attemptDays', 0], { day: first })]),
    ...after(attemptDays).map(({ day, index }) =>
      finding('attempt-after-grace', ['collection', 'attemptDays', index], { day, graceDays }),
    ),
    ...after(reminderDays).map(({ day, index }) =>
      finding('reminder-after-grace', ['collection', 'reminderDays', index], { day, graceDays }),
    ),
  ]
}
