import { dayOf, isAfter, isBefore } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'

/** How a plan ends, once announced. */
export interface AnnouncedRunOff {
  readonly announcedOn: Temporal.PlainDate
  /** The last day of cover: illness first diagnosed on it or before may still be claimed within the plan's filing limit. */
  readonly coverEndsOn: Temporal.PlainDate
  /** Periods with this sharing day or a later one are borne by the operator. */
  readonly noSharingFrom: Temporal.PlainDate
}

export interface RunOffAnnounced extends AnnouncedRunOff {
  readonly kind: 'run-off-announced'
}

export type RunOffRefusal = 'run-off-already-announced' | 'cover-ends-too-soon'

/**
 * Ends a plan: nobody joins any more, cover ends after the plan's notice, and the last periods are borne by whom the plan says
 * (the operator, where it says nothing: then nobody is charged from today on). Publicity and payouts go on until the last
 * claim is settled. Refused in the order of `RunOffRefusal`. Plan term `runOff`.
 */
export function announceRunOff(
  plan: Pick<PlanVersion, 'runOff' | 'timeZone'>,
  announced: AnnouncedRunOff | null,
  coverEndsOn: Temporal.PlainDate,
  now: Temporal.Instant,
): Decision<RunOffAnnounced, RunOffRefusal> {
  const today = dayOf(now, plan.timeZone)
  if (announced !== null) return refuse('run-off-already-announced', { announcedOn: announced.announcedOn.toString() })
  const noticeDays = plan.runOff?.noticeDays ?? 0
  const earliest = today.add({ days: noticeDays })
  if (isBefore(coverEndsOn, earliest)) {
    const facts = { earliest: earliest.toString(), noticeDays }
    const clause = plan.runOff?.clause
    return refuse('cover-ends-too-soon', facts, { field: 'coverEndsOn', ...(clause === undefined ? {} : { clause }) })
  }
  const shared = plan.runOff?.lastPeriodsBorneBy === 'participants'
  const noSharingFrom = shared ? coverEndsOn.add({ days: 1 }) : today
  return accept({ kind: 'run-off-announced', announcedOn: today, coverEndsOn, noSharingFrom })
}

/** Whether the operator bears a period because the plan is ending. */
export function isBorneByOperator(runOff: AnnouncedRunOff | null, sharingDay: Temporal.PlainDate): boolean {
  return runOff !== null && !isBefore(sharingDay, runOff.noSharingFrom)
}

/** Whether people may join: not from the announcement on. */
export function isOpenToJoiners(runOff: AnnouncedRunOff | null): boolean {
  return runOff === null
}

/** How many shared a period. */
export interface PeriodCount {
  readonly publicityDay: Temporal.PlainDate
  readonly participants: bigint
}

/**
 * Where a plan stands against its least number of participants: null while it is met (or there is none), else since which
 * publicity day it has not been, and from which day on the plan has to go into run-off. `counts` are its settled periods, oldest
 * first. Plan term `sharing.minimumParticipants`.
 */
export function belowMinimum(
  { sharing: { minimumParticipants } }: Pick<PlanVersion, 'sharing'>,
  counts: readonly PeriodCount[],
): { readonly since: Temporal.PlainDate; readonly runOffFrom: Temporal.PlainDate } | null {
  if (minimumParticipants === null) return null
  const enough = counts.findLastIndex(({ participants }) => participants >= BigInt(minimumParticipants.count))
  const first = counts[enough + 1]
  if (!first) return null
  return { since: first.publicityDay, runOffFrom: first.publicityDay.add({ days: minimumParticipants.daysBelow }) }
}

/** The last day on which a claim can still be filed after the end of cover. */
export function lastFilingDay(
  plan: Pick<PlanVersion, 'filing' | 'runOff'>,
  runOff: AnnouncedRunOff,
): Temporal.PlainDate {
  return runOff.coverEndsOn.add({ days: plan.runOff?.claimsWithinDays ?? plan.filing.withinDays })
}

/** Whether the run-off is over for filing: every later claim is too late. */
export function isFilingOver(
  plan: Pick<PlanVersion, 'filing' | 'runOff'>,
  runOff: AnnouncedRunOff,
  today: Temporal.PlainDate,
): boolean {
  return isAfter(today, lastFilingDay(plan, runOff))
}
