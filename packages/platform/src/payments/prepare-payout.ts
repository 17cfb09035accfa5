import {
  type Account,
  preparePayout as decidePayout,
  type LedgerTransaction,
  type PlanVersion,
  planReference,
  refuse,
  splitTransfer,
} from '@tongzhou/core'
import { commit, type Effects, type Outcome, system, type Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { planVersion } from '../plans/index.ts'
import { bearerOfUnpaid, booking, periodSubject } from './bookings.ts'
import { type Arrears, arrearsOf, hasOpenDebit } from './charge-store.ts'
import { loadCollection } from './collection-store.ts'
import type { PaymentGateway } from './gateway.ts'
import {
  insertKeptBack,
  insertPayout,
  lockSettledCase,
  promisedFen,
  type SettledCase,
  takeTurnsPayingOut,
} from './payout-store.ts'

export interface PayoutAnswer {
  readonly caseReference: string
  readonly parts: number
  readonly keptBackFen: string
}

/** Whether all entries of a case are countersigned on the log; asked of the journal. */
export type CaseIsFinal = (reader: Reader, caseReference: string) => Promise<boolean>

/**
 * Promises the money of a settled case: keeps the claimant's unpaid shares back, splits the rest by the gateway's limit and
 * writes the transfers down, unsent. Nothing is promised twice: payouts of a plan take turns and each sees what the others
 * hold. Refused: case-not-settled, and as `preparePayout` of core says.
 */
export function preparePayout(
  platform: Platform,
  gateway: Pick<PaymentGateway, 'transferLimitFen'>,
  isFinal: CaseIsFinal,
  caseReference: string,
): Promise<Outcome<PayoutAnswer>> {
  const key = `prepare-payout:${caseReference}`
  const command = { key, kind: 'prepare-payout', actor: system, content: { caseReference } }
  return commit<PayoutAnswer>(platform, command, async (unit) => {
    const settled = await lockSettledCase(unit.reader, caseReference)
    if (!settled) return refuse('case-not-settled', { case: caseReference })
    await takeTurnsPayingOut(unit.reader, settled.planCode)
    const arrears = await lockedArrears(unit, settled.participantId)
    const held = await balanceOf(unit.reader, settled.planCode, 'gateway-clearing')
    const decision = decidePayout({
      payoutFen: settled.payoutFen,
      arrears: arrears.map((arrear) => ({ ...arrear, period: arrear.periodCode, amountFen: arrear.shareFen })),
      final: await isFinal(unit.reader, caseReference),
      debitPending: await hasOpenDebit(unit.reader, settled.participantId),
      availableFen: held - (await promisedFen(unit.reader, settled.planCode)),
    })
    if (!decision.accepted) return decision
    const { deducted, netFen } = decision.event
    const parts = splitTransfer(netFen, gateway.transferLimitFen)
    return effects(unit, settled, arrears.slice(0, deducted.length), parts)
  })
}

/** The claimant's arrears, with their periods locked: no batch can ask for them while they are kept back. */
async function lockedArrears(unit: Unit, participantId: bigint): Promise<readonly Arrears[]> {
  const before = await arrearsOf(unit.reader, participantId)
  const inOrder = before.map((arrear) => arrear.periodId).sort((left, right) => (left < right ? -1 : 1))
  for (const periodId of inOrder) await loadCollection(unit.reader, periodId, { lock: true })
  return arrearsOf(unit.reader, participantId)
}

async function effects(
  unit: Unit,
  settled: SettledCase,
  keptBack: readonly Arrears[],
  parts: readonly bigint[],
): Promise<Effects<PayoutAnswer>> {
  const plan = await planVersion(unit.reader, settled.planCode, settled.planVersion)
  const keptBackFen = keptBack.reduce((sum, arrear) => sum + arrear.shareFen, 0n)
  const today = unit.now.toZonedDateTimeISO(plan.timeZone).toPlainDate()
  const { caseReference, participantId } = settled
  const answer = { caseReference, parts: parts.length, keptBackFen: keptBackFen.toString() }
  const rows = insertPayout({ ...settled, keptBackFen, parts, now: unit.now })
  const last = keptBack.at(-1)
  if (!last) return { answer, rows, events: [] }
  const periodIds = keptBack.map((arrear) => arrear.periodId)
  // The entry names the period and no case: that somebody who fell ill had not paid is nobody's business.
  const event = {
    id: unit.newId(),
    kind: 'charges-collected' as const,
    subject: periodSubject({ planCode: settled.planCode, periodCode: last.periodCode }),
    plan: planReference(plan),
    facts: { batch: 'kept-back-from-payout', collected: keptBack.length, amountFen: keptBackFen },
  }
  const postings = keptBack.flatMap((arrear) => keptBackBooking(settled.planCode, plan, arrear))
  return { answer, rows: [...rows, insertKeptBack(participantId, periodIds, today)], events: [event], postings }
}

function keptBackBooking(planCode: string, plan: PlanVersion, arrear: Arrears): LedgerTransaction[] {
  const credited: Account = arrear.writtenOff ? bearerOfUnpaid(plan) : 'participants-receivable'
  return booking({ planCode, periodCode: arrear.periodCode }, 'unpaid share kept back from a payout', [
    { account: 'payouts-payable', amountFen: arrear.shareFen },
    { account: credited, amountFen: -arrear.shareFen },
  ])
}
