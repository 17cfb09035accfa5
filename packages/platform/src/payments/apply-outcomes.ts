import { debitKey, type PlanVersion, planReference, refuse } from '@tongzhou/core'
import { commit, type Effects, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { collectedBooking, periodSubject } from './bookings.ts'
import {
  type Collection,
  countWrittenOff,
  insertDebitPayments,
  insertFailures,
  loadCollection,
  loadOpenBatch,
  type OpenBatch,
  updateBatch,
} from './collection-store.ts'
import type { DebitOutcome, FailureReason } from './gateway.ts'
import { reinstateAfterArrears } from './reinstate-after-arrears.ts'

export interface Applied {
  readonly collected: number
  readonly failed: number
  readonly open: number
}

interface Sorted {
  readonly paidIds: bigint[]
  readonly settledOn: Temporal.PlainDate[]
  readonly failedIds: bigint[]
  readonly reasons: FailureReason[]
  readonly stillOpen: bigint[]
}

/**
 * Writes down what the gateway said of a batch: payments, failures, one booking on the control accounts and one journal
 * event, in one commit per answer. An answer without news writes nothing; the same answer twice, or to two runs at once,
 * is applied once.
 */
export async function applyOutcomes(
  platform: Platform,
  batch: OpenBatch,
  outcomes: readonly DebitOutcome[],
): Promise<Applied> {
  const sorted = sortOutcomes(batch, outcomes)
  const open = sorted.stillOpen.length
  if (sorted.paidIds.length + sorted.failedIds.length === 0) return { collected: 0, failed: 0, open }
  const key = `apply-outcomes:${batch.batchKey}:${batch.answers + 1}`
  const content = { batchKey: batch.batchKey, answer: batch.answers + 1 }
  const command = { key, kind: 'apply-outcomes', actor: system, content }
  const outcome = await commit<Applied>(platform, command, async (unit) => {
    const collection = await loadCollection(unit.reader, batch.periodId, { lock: true })
    if (!collection) throw new Error(`no collection of period ${batch.periodId}`)
    const now = await loadOpenBatch(unit.reader, batch.batchKey)
    if (now?.answers !== batch.answers) return refuse('answer-applied-already')
    const plan = await planVersion(unit.reader, collection.planCode, collection.planVersion)
    return effects(platform, unit, collection, plan, batch, sorted)
  })
  return outcome.accepted && !outcome.event.repeated ? outcome.event.answer : { collected: 0, failed: 0, open }
}

function sortOutcomes(batch: OpenBatch, outcomes: readonly DebitOutcome[]): Sorted {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]))
  const sorted: Sorted = { paidIds: [], settledOn: [], failedIds: [], reasons: [], stillOpen: [] }
  for (const participantId of batch.openParticipantIds) {
    const outcome = byKey.get(debitKey(batch.periodId, participantId, batch.attemptNo))
    if (outcome?.state === 'collected') {
      sorted.paidIds.push(participantId)
      sorted.settledOn.push(outcome.settledOn)
    } else if (outcome?.state === 'failed') {
      sorted.failedIds.push(participantId)
      sorted.reasons.push(outcome.reason)
    } else sorted.stillOpen.push(participantId)
  }
  return sorted
}

async function effects(
  platform: Platform,
  unit: Unit,
  collection: Collection,
  plan: PlanVersion,
  batch: OpenBatch,
  sorted: Sorted,
): Promise<Effects<Applied>> {
  const { periodId, attemptNo } = batch
  const { paidIds, settledOn, failedIds, reasons, stillOpen } = sorted
  const collected = paidIds.length
  const afterWriteOff = await countWrittenOff(unit.reader, periodId, paidIds)
  const counts = { collected, failed: failedIds.length }
  const rows = [
    insertDebitPayments(periodId, attemptNo, { participantIds: paidIds, settledOn }),
    insertFailures(periodId, attemptNo, { participantIds: failedIds, reasons }),
    updateBatch(batch, { stillOpen, ...counts }, unit.now),
  ]
  if (collected === 0) return { answer: { ...counts, open: stillOpen.length }, rows, events: [] }
  const restored = batch.phase === 'arrears' ? await reinstateAfterArrears(platform, unit, plan, batch) : []
  const event = {
    id: unit.newId(),
    kind: 'charges-collected' as const,
    subject: periodSubject(collection),
    plan: planReference(plan),
    facts: { batch: batch.batchKey, collected, amountFen: BigInt(collected) * batch.amountFen },
  }
  const postings = collectedBooking(collection, plan, { paid: BigInt(collected), afterWriteOff })
  return { answer: { ...counts, open: stillOpen.length }, rows: [...rows, ...restored], events: [event], postings }
}
