import { isBefore, startOfDay } from '../calendar.ts'
import type { PlanVersion } from '../plans/index.ts'

/** One cycle of publicity and sharing, as the plan's calendar has it. */
export interface CalendarPeriod {
  /** `2019-01-B`: the month of the publicity day and a letter for the how-manieth period of that month. */
  readonly code: string
  /** The roll is of 00:00 of this day, and the cases are public from then on. */
  readonly publicityDay: Temporal.PlainDate
  readonly sharingDay: Temporal.PlainDate
  /** The last day on which anyone may object: the day before the sharing day. */
  readonly objectionsUntil: Temporal.PlainDate
  /** 00:00 of the publicity day in the plan's zone. */
  readonly objectionsFrom: Temporal.Instant
  /** 00:00 of the sharing day in the plan's zone; this instant is too late. */
  readonly objectionsBefore: Temporal.Instant
}

export type PeriodTerms = Pick<PlanVersion, 'publicity' | 'sharing' | 'timeZone'>

/**
 * The periods of a month, in order. A day that the month lacks (the 31st in April) is its last day. Throws a RangeError where
 * publicity and sharing days do not take turns within the month: `check-plan` lets no such plan in, but a short month may
 * push two late days onto one.
 */
export function periodsOfMonth(plan: PeriodTerms, month: Temporal.PlainYearMonth): readonly CalendarPeriod[] {
  const publicityDays = daysOf(plan.publicity.daysOfMonth, month)
  const sharingDays = daysOf(plan.sharing.daysOfMonth, month)
  return publicityDays.map((publicityDay, index) => {
    const sharingDay = sharingDays[index]
    const next = publicityDays[index + 1]
    if (!sharingDay || !isBefore(publicityDay, sharingDay) || (next && !isBefore(sharingDay, next))) {
      throw new RangeError(`in ${month} the publicity day ${publicityDay} has no sharing day of its own after it`)
    }
    return {
      code: `${month}-${letterOf(index)}`,
      publicityDay,
      sharingDay,
      objectionsUntil: sharingDay.subtract({ days: 1 }),
      objectionsFrom: startOfDay(publicityDay, plan.timeZone),
      objectionsBefore: startOfDay(sharingDay, plan.timeZone),
    }
  })
}

/** The next `count` periods whose publicity day is `from` or later. */
export function nextPeriods(plan: PeriodTerms, from: Temporal.PlainDate, count: number): readonly CalendarPeriod[] {
  const found: CalendarPeriod[] = []
  for (let month = from.toPlainYearMonth(); found.length < count; month = month.add({ months: 1 })) {
    found.push(...periodsOfMonth(plan, month).filter((period) => !isBefore(period.publicityDay, from)))
  }
  return found.slice(0, count)
}

/** The period whose publicity begins on this day, or null. */
export function periodPublishedOn(plan: PeriodTerms, day: Temporal.PlainDate): CalendarPeriod | null {
  return periodsOfMonth(plan, day.toPlainYearMonth()).find((period) => period.publicityDay.equals(day)) ?? null
}

/** The period of a code such as `2019-01-B`; null for anything that is no code of this plan's calendar. */
export function periodOfCode(plan: PeriodTerms, code: string): CalendarPeriod | null {
  const match = /^([0-9]{4}-(?:0[1-9]|1[0-2]))-[A-Z]$/.exec(code)
  if (match === null) return null
  const month = Temporal.PlainYearMonth.from(match[1]!)
  return periodsOfMonth(plan, month).find((period) => period.code === code) ?? null
}

/** Days of a month by their numbers, which rise. */
function daysOf(numbers: readonly number[], month: Temporal.PlainYearMonth): readonly Temporal.PlainDate[] {
  return numbers.map((day) => month.toPlainDate({ day: Math.min(day, month.daysInMonth) }))
}

function letterOf(index: number): string {
  if (index > 25) throw new RangeError('a month has no more than 26 periods')
  return String.fromCharCode('A'.charCodeAt(0) + index)
}
