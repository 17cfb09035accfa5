import { refuse } from './decision.ts'
import { type Parsed, parsed } from './parsed.ts'
import type { Eligibility } from './plans/index.ts'

/** What somebody born on 29 February does in common years; a term of the plan, the same in page, API and SQL. */
export type LeapDayBirthday = Eligibility['leapDayBirthday']

/** The calendar day of an instant in the plan's time zone, wherever the server stands. */
export function dayOf(instant: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate()
}

/** The instant at which a calendar day begins in the plan's time zone. */
export function startOfDay(day: Temporal.PlainDate, timeZone: string): Temporal.Instant {
  return day.toZonedDateTime(timeZone).toInstant()
}

export function isBefore(left: Temporal.PlainDate, right: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(left, right) < 0
}

export function isAfter(left: Temporal.PlainDate, right: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(left, right) > 0
}

/** The day on which somebody reaches an age in full years. */
export function birthdayAtAge(
  bornOn: Temporal.PlainDate,
  years: number,
  leapDayBirthday: LeapDayBirthday,
): Temporal.PlainDate {
  // Temporal's addition turns 29 February into the 28th in common years.
  const birthday = bornOn.add({ years })
  const moved = birthday.day !== bornOn.day
  return moved && leapDayBirthday === 'first-of-march' ? birthday.add({ days: 1 }) : birthday
}

/** Age in full years on a calendar day. Throws for a day before the birth. */
export function ageInYears(
  bornOn: Temporal.PlainDate,
  day: Temporal.PlainDate,
  leapDayBirthday: LeapDayBirthday,
): number {
  if (isBefore(day, bornOn)) throw new RangeError('an age before birth')
  const years = day.year - bornOn.year
  return isBefore(day, birthdayAtAge(bornOn, years, leapDayBirthday)) ? years - 1 : years
}

/** Age in days on a calendar day; the day of birth counts 0. Throws for a day before the birth. */
export function ageInDays(bornOn: Temporal.PlainDate, day: Temporal.PlainDate): number {
  if (isBefore(day, bornOn)) throw new RangeError('an age before birth')
  return daysBetween(bornOn, day)
}

/** Days from one calendar day to another; negative when the second is earlier. */
export function daysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  return from.until(to, { largestUnit: 'day' }).days
}

/**
 * The first day after a waiting period: the period ends at the start of the day that is `days` after the day of
 * joining. Counting the day of joining as day 1, as the plan's text does, a period of 90 days is day 1 to day 90: a first
 * diagnosis on day 90 (joining day + 89) falls into it, one on day 91 (joining day + 90) is covered.
 */
export function firstDayAfterWaiting(joinedOn: Temporal.PlainDate, days: number): Temporal.PlainDate {
  return joinedOn.add({ days })
}

export type DayRefusal = 'day-malformed'

/** Reads an ISO 8601 calendar day, `2026-02-28` and no other form; a day that does not exist is refused. */
export function parseDay(text: string): Parsed<Temporal.PlainDate, DayRefusal> {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text)
  const day = match && existingDay(Number(match[1]), Number(match[2]), Number(match[3]))
  return day ? parsed(day) : refuse('day-malformed')
}

/** Whether the calendar has this day. Works without `Temporal`, which phones lack: jurors' browsers ask it too. */
export function isExistingDay(year: number, month: number, day: number): boolean {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return day >= 1 && day <= last
}

/** The calendar day of these numbers, or null where the calendar has none (30 February). */
export function existingDay(year: number, month: number, day: number): Temporal.PlainDate | null {
  if (month < 1 || month > 12 || day < 1) return null
  const date = Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' })
  return date.day === day ? date : null
}
