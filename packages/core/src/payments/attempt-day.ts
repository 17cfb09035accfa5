import { daysBetween, isAfter } from '../calendar.ts'
import type { Collection } from '../plans/index.ts'

/**
 * The day of the attempt that follows `attemptsMade` attempts (0: the first), or null when the plan asks for no more.
 * Plan term `collection.attemptDays`, counted from the sharing day.
 */
export function nextAttemptDay(
  sharingDay: Temporal.PlainDate,
  collection: Pick<Collection, 'attemptDays'>,
  attemptsMade: number,
): Temporal.PlainDate | null {
  const days = collection.attemptDays[attemptsMade]
  return days === undefined ? null : sharingDay.add({ days })
}

/**
 * The number (from 1) of the latest attempt whose day has come, or null before the first. A platform that was down on an
 * attempt's day makes the latest one only: two debits of one account on one day help nobody.
 */
export function attemptDue(
  sharingDay: Temporal.PlainDate,
  collection: Pick<Collection, 'attemptDays'>,
  today: Temporal.PlainDate,
): number | null {
  const elapsed = daysBetween(sharingDay, today)
  const due = collection.attemptDays.filter((days) => days <= elapsed).length
  return due === 0 ? null : due
}

/** The last day on which an unpaid share still leaves the cover in place. Plan term `collection.graceDays`. */
export function lastDayOfGrace(
  sharingDay: Temporal.PlainDate,
  collection: Pick<Collection, 'graceDays'>,
): Temporal.PlainDate {
  return sharingDay.add({ days: collection.graceDays })
}

/** Whether the membership of somebody who has not paid ends: the day after the last day of grace, and later. */
export function graceIsOver(
  sharingDay: Temporal.PlainDate,
  collection: Pick<Collection, 'graceDays'>,
  today: Temporal.PlainDate,
): boolean {
  return isAfter(today, lastDayOfGrace(sharingDay, collection))
}
