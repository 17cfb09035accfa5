import type { CalendarPeriod } from './period-calendar.ts'

/**
 * The life of a period:
 *
 *   open -> published -> rolled -> settled -> closed
 *
 * `open`: the calendar has it, nothing was done. `published`: its cases are public and fixed. `rolled`: everyone in the plan at
 * 00:00 of the publicity day is on its roll. `settled`: the share is reckoned and booked. `closed`: every share is collected or
 * written off and every payout paid. A period that the operator bears needs no roll and goes from published to settled.
 */
export type PeriodState = OpenPeriod | PublishedPeriod | RolledPeriod | SettledPeriod | ClosedPeriod

interface InCalendar {
  readonly calendar: CalendarPeriod
}

export interface OpenPeriod extends InCalendar {
  readonly status: 'open'
}

export interface PublishedPeriod extends InCalendar {
  readonly status: 'published'
}

export interface RolledPeriod extends InCalendar {
  readonly status: 'rolled'
  /** Rows of the roll, those included that the close will exempt. */
  readonly rolled: bigint
}

export interface SettledPeriod extends InCalendar {
  readonly status: 'settled'
  readonly shareFen: bigint
}

export interface ClosedPeriod extends InCalendar {
  readonly status: 'closed'
  readonly shareFen: bigint
}

/** Settled, or closed where nothing of it is left to collect and nothing to pay out. Amounts in fen, as accounts owe them. */
export function afterSettlement(
  calendar: CalendarPeriod,
  shareFen: bigint,
  left: { readonly receivableFen: bigint; readonly payableFen: bigint },
): SettledPeriod | ClosedPeriod {
  const done = left.receivableFen === 0n && left.payableFen === 0n
  return { status: done ? 'closed' : 'settled', calendar, shareFen }
}
