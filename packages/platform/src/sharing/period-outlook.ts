import {
  type CaseToShare,
  computeShare,
  type Decision,
  dayOf,
  mayClose,
  publishPeriod,
  type Refusal,
  type ShareResult,
  shareTerms,
} from '@tongzhou/core'
import { approvedForPublicity, casesToClose, type SharedCase } from '../claims/index.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { closingFigures, closingState } from './close-period.ts'
import { type KnownPeriod, knownPeriod } from './period-state.ts'
import { casesNotFinal } from './publish-period.ts'
import { exemptParticipants, listPeriods } from './store.ts'

/** What stands in the way of a command now; null where nothing does. */
export type Hindrance = Refusal | null

/** What a period would come to as things stand, for whoever publishes and closes it. Nothing of it is promised. */
export interface PeriodOutlook extends KnownPeriod {
  readonly today: Temporal.PlainDate
  readonly publish: Hindrance
  readonly close: Hindrance
  /** Would become public, or be shared. */
  readonly cases: readonly SharedCase[]
  /** Stay behind for an open objection. */
  readonly heldOver: readonly SharedCase[]
  readonly expected: ExpectedShare | null
}

export interface ExpectedShare extends ShareResult {
  readonly participants: bigint
  /** Counted on this period's roll, or taken over from the last period that was settled. */
  readonly basis: 'roll' | 'last-period'
}

/** The outlook of a period that is not settled; null where no version of the plan knows it. */
export async function periodOutlook(
  { clock, database }: Pick<Platform, 'clock' | 'database'>,
  planCode: string,
  code: string,
): Promise<PeriodOutlook | null> {
  const known = await knownPeriod(database, planCode, code)
  if (!known) return null
  const { plan, state, stored } = known
  const now = clock.now()
  const closing = await closingState(database, planCode, known)
  const { heldOver, shared } = stored
    ? await casesToClose(database, planCode, code)
    : { shared: await approvedForPublicity(database, planCode), heldOver: [] }
  const waiting = await casesNotFinal(database, shared)
  const close = mayClose(plan, closing, now)
  // A close takes the roll itself.
  const isHindered = !close.accepted && close.refusal.code !== 'roll-not-taken'
  return {
    ...known,
    today: dayOf(now, plan.timeZone),
    publish: hindrance(publishPeriod(plan, state, now)) ?? waiting?.refusal ?? null,
    close: (isHindered ? hindrance(close) : null) ?? waiting?.refusal ?? null,
    cases: shared,
    heldOver,
    expected: await expectedShare(database, planCode, known, shared, close.accepted && close.event.borneByOperator),
  }
}

function hindrance(decision: Decision<unknown, string>): Hindrance {
  return decision.accepted ? null : decision.refusal
}

async function expectedShare(
  reader: Reader,
  planCode: string,
  known: KnownPeriod,
  cases: readonly SharedCase[],
  borneByOperator: boolean,
): Promise<ExpectedShare | null> {
  if (known.state.status === 'settled') return null
  const { sharingDay } = known.calendar
  const counted = await countedParticipants(reader, planCode, known, cases)
  if (counted === null) return null
  const toShare: readonly CaseToShare[] = cases
  const figures = await closingFigures(reader, { planCode, sharingDay }, toShare, counted.participants)
  const participants = borneByOperator ? 0n : counted.participants
  const share = computeShare({ ...figures, participants, borneByOperator, terms: shareTerms(known.plan) })
  return { ...share, ...counted, participants }
}

/** Counting everybody takes long in a large plan: before the roll, the last settled period tells. Null where there is none. */
async function countedParticipants(
  reader: Reader,
  planCode: string,
  { calendar, stored }: KnownPeriod,
  cases: readonly SharedCase[],
): Promise<Pick<ExpectedShare, 'participants' | 'basis'> | null> {
  if (stored?.status === 'rolled') {
    const settledNow = cases.map((one) => one.participantId)
    const exempt = await exemptParticipants(reader, stored, calendar.objectionsFrom, settledNow)
    return { participants: stored.rollCount! - BigInt(exempt.length), basis: 'roll' }
  }
  const last = (await listPeriods(reader, planCode, { limit: 12 })).find(({ figures }) => figures !== null)
  return last ? { participants: last.figures!.participants, basis: 'last-period' } : null
}
