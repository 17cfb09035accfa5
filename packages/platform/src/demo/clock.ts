import type { Clock } from '../commit/platform.ts'

/** A clock that stands still until it is moved forward: a day of the plan takes as long as its work takes. */
export interface SimulatedClock extends Clock {
  /** Moves to a time of a calendar day. Throws where that would go back: recorded times only rise. */
  moveTo(day: Temporal.PlainDate, time?: string): void
  /** The calendar day in the clock's zone. */
  today(): Temporal.PlainDate
}

/** Begins at 00:00 of `firstDay` in `timeZone`. */
export function simulatedClock(firstDay: Temporal.PlainDate, timeZone: string): SimulatedClock {
  const at = (day: Temporal.PlainDate, time: string) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).toInstant()
  let now = at(firstDay, '00:00')
  return {
    now: () => now,
    moveTo: (day, time = '00:00') => {
      const next = at(day, time)
      if (Temporal.Instant.compare(next, now) < 0) throw new RangeError(`the simulated clock can't go back to ${next}`)
      now = next
    },
    today: () => now.toZonedDateTimeISO(timeZone).toPlainDate(),
  }
}
