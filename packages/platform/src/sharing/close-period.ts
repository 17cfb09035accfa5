import {
  type CaseToShare,
  type ChargeTotals,
  type ClosingFigures,
  closePeriod as decideClose,
  mayClose,
  type PeriodSettled,
  planReference,
  type Recordable,
  refuse,
  settlementBooking,
} from '@tongzhou/core'
import { casesOfPeriod, settleCases } from '../claims/index.ts'
import { commit, type JournalEvent, type Outcome, type Row, type Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { growChargeTree, totalsOf } from './charge-tree.ts'
import { type KnownPeriod, knownPeriod } from './period-state.ts'
import { casesNotFinal, type PeriodCommand, periodSubject } from './publish-period.ts'
import { loadRunOff } from './run-off-store.ts'
import {
  exemptParticipants,
  insertChunks,
  insertExemptions,
  insertPeriodCases,
  openPeriods,
  type StoredPeriod,
  settlePeriod,
  yearSoFar,
} from './store.ts'
import { type RollProgress, takeRoll } from './take-roll.ts'

/** What a close is at: slices of the roll, then parts of the tree over the charges. */
export type SettleStage = 'roll' | 'tree'

/** Told after each piece of a stage: how many are done, and of how many. */
export type SettleProgress = (done: number, of: number, stage: SettleStage) => void

export interface SettledAnswer {
  readonly period: string
  readonly cases: number
  readonly heldOver: number
  readonly participants: string
  readonly shareFen: string
  readonly carryOutFen: string
}

/**
 * Closes a period on its sharing day: finishes the roll where that was not done, then settles in one transaction: cases
 * with an open objection are held over, exemptions, N, the share, the sum tree over the charges, the booking, the manifest on the
 * log. Twice at once it is done once. Refusals: period-unknown, those of the roll, those of `closePeriod` in core, cases-not-final.
 */
export async function closePeriod(
  platform: Platform,
  command: PeriodCommand,
  progress: SettleProgress = () => {},
): Promise<Outcome<SettledAnswer>> {
  const { key, actor, planCode, code } = command
  const known = await knownPeriod(platform.database, planCode, code)
  if (known?.state.status === 'published') {
    const rolled = await takeRoll(platform, planCode, code, (done, of) => progress(done, of, 'roll'))
    // Somebody else finished it in the meantime: just what was wanted.
    if (!rolled.accepted && rolled.refusal.code !== 'roll-already-taken') return rolled
  }
  const content = { planCode, code }
  return commit<SettledAnswer>(platform, { key, kind: 'close-period', actor, content }, async (unit) => {
    const locked = await knownPeriod(unit.reader, planCode, code, { lock: true })
    if (!locked) return refuse('period-unknown', { period: code })
    return settlement(platform, unit, command, locked, (done, of) => progress(done, of, 'tree'))
  })
}

async function settlement(
  platform: Platform,
  unit: Unit,
  { actor, planCode, code }: PeriodCommand,
  known: KnownPeriod,
  progress: RollProgress,
) {
  const { plan, calendar, state, stored } = known
  const closing = await closingState(unit.reader, planCode, known)
  const allowed = mayClose(plan, closing, unit.now)
  if (!allowed.accepted) return allowed
  const waiting = await casesNotFinal(unit.reader, await casesOfPeriod(unit.reader, planCode, code))
  if (waiting) return waiting
  const cases = await settleCases(platform, unit, actor, planCode, code)
  const settledIds = cases.settled.map((one) => one.participantId)
  const exempt = await exemptParticipants(unit.reader, stored!, calendar.objectionsFrom, settledIds)
  const participants = (stored!.rollCount ?? 0n) - BigInt(exempt.length)
  const figures = await closingFigures(unit.reader, stored!, cases.settled, participants)
  const decision = decideClose(plan, closing, figures, unit.now)
  if (!decision.accepted) return decision
  const { periodId } = stored!
  const charged = Number(figures.participants)
  const key = platform.dice.bytes(32)
  const shared = { periodId, shareFen: decision.event.shareFen, key, exempt: exempt.map((one) => one.participantId) }
  const tree = await growChargeTree(unit.reader, shared, (done) => progress(Math.min(done, charged), charged))
  const settled = { ...decision.event, ...totalsOf(tree) }
  const event = settledEvent(unit, planCode, plan, settled)
  const rows: Row[] = [
    { write: settlePeriod(periodId, event.id, settled, key, unit.now), orRefuse: alreadySettled(state.calendar.code) },
    insertPeriodCases(periodId, settled.cases),
    insertExemptions(periodId, exempt),
    ...(tree.chunks.length > 0 ? [insertChunks(periodId, tree.chunks)] : []),
    ...cases.rows,
  ]
  return {
    answer: {
      period: code,
      cases: settled.cases.length,
      heldOver: cases.heldOver.length,
      participants: settled.participants.toString(),
      shareFen: settled.shareFen.toString(),
      carryOutFen: settled.carryOutFen.toString(),
    },
    rows,
    events: [event, ...cases.events],
    postings: settlementBooking(planCode, settled),
  }
}

function alreadySettled(period: string) {
  return refuse('period-already-settled', { period })
}

/** What decides whether a period may be closed. */
export async function closingState(reader: Reader, planCode: string, { state, calendar }: KnownPeriod) {
  const open = await openPeriods(reader, planCode)
  const earlier = open.find((one) => Temporal.PlainDate.compare(one.sharingDay, calendar.sharingDay) < 0)
  return { period: state, earlierUnsettled: earlier?.code ?? null, runOff: await loadRunOff(reader, planCode) }
}

/** What the share is reckoned from: these cases for these participants, and what the books say now. */
export async function closingFigures(
  reader: Reader,
  { planCode, sharingDay }: Pick<StoredPeriod, 'planCode' | 'sharingDay'>,
  cases: readonly CaseToShare[],
  participants: bigint,
): Promise<ClosingFigures> {
  return {
    cases: cases.map(({ caseReference, payoutFen }) => ({ caseReference, payoutFen })),
    participants,
    carryInFen: -(await balanceOf(reader, planCode, 'carry')),
    shortfallFen: await balanceOf(reader, planCode, 'shortfall'),
    yearSoFarFen: await yearSoFar(reader, planCode, sharingDay),
  }
}

/** The manifest: every figure in the open, the list of cases as a commitment (it can be long; each case is on the log itself). */
function settledEvent(
  unit: Unit,
  planCode: string,
  plan: KnownPeriod['plan'],
  settled: PeriodSettled & ChargeTotals,
): JournalEvent {
  return {
    id: unit.newId(),
    kind: 'period-settled',
    subject: periodSubject(planCode, settled.code),
    plan: planReference(plan),
    facts: manifestFacts(settled),
    sealed: { manifest: manifest(settled) },
  }
}

/** The public figures of a settled period, as its entry states them. */
export function manifestFacts(
  settled: Omit<PeriodSettled, 'kind' | 'operatorFen' | 'chargedFen' | 'code'> & ChargeTotals,
) {
  const { cases, operator, borneByOperator, ...figures } = settled
  const { participants, carryInFen, shortfallFen, yearSoFarFen, payoutsFen, feesFen, dueFen, shareFen, carryOutFen } =
    figures
  const { chargesRoot, chargesSize, chargesSumFen } = figures
  return {
    participants,
    cases: cases.length,
    payoutsFen,
    feesFen,
    carryInFen,
    shortfallFen,
    yearSoFarFen,
    dueFen,
    shareFen,
    carryOutFen,
    operator: { ...operator },
    borneByOperator,
    chargesRoot,
    chargesSize,
    chargesSumFen,
  }
}

/** What the log commits to: the figures with the list of cases, by reference. */
export function manifest(settled: Parameters<typeof manifestFacts>[0]): Recordable {
  const cases = [...settled.cases]
    .sort((left, right) => (left.caseReference < right.caseReference ? -1 : 1))
    .map(({ caseReference, payoutFen, feeFen, operatorFen }) => ({ caseReference, payoutFen, feeFen, operatorFen }))
  return { ...manifestFacts(settled), cases }
}
