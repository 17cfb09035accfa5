import { batchKey, refuse } from '@tongzhou/core'
import { commit, type Effects, type Outcome, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { accountTokensOf } from './agreement-store.ts'
import { type Charge, chargesToCollect } from './charge-store.ts'
import {
  type BatchPhase,
  type Collection,
  insertBatch,
  insertFailures,
  lastBatch,
  loadCollection,
  updateAttempt,
} from './collection-store.ts'
import type { PaymentGateway } from './gateway.ts'

/** `batchKey` is null when the attempt has no charge left to ask for. */
export interface BatchMade {
  readonly batchKey: string | null
  /** Charges whose payer has agreed to no account; they failed without being asked for. */
  readonly withoutAgreement: number
}

export type MakeBatchRefusal = 'attempt-over' | 'batch-made-already'

/**
 * Makes the next batch of an attempt: the following charges that are unpaid, not written off and not waiting for an answer to
 * another attempt. Payers' own shares come first, then those of the family whom they pay for in joining order, so that
 * short money covers the payer first (participant numbers grow with joining). The batch is on disk before anything is sent.
 * Refused in the order of `MakeBatchRefusal`; `batch-made-already` means that another run was quicker.
 */
export function makeBatch(
  platform: Platform,
  gateway: Pick<PaymentGateway, 'debitsPerBatch'>,
  periodId: bigint,
  attemptNo: number,
  batchNo: number,
): Promise<Outcome<BatchMade>> {
  const key = `make-batch:${batchKey(periodId, attemptNo, batchNo)}`
  const command = { key, kind: 'make-batch', actor: system, content: { periodId, attemptNo, batchNo } }
  return commit<BatchMade>(platform, command, async (unit) => {
    const collection = await loadCollection(unit.reader, periodId, { lock: true })
    if (!collection) throw new Error(`no collection of period ${periodId}`)
    if (collection.closedOn !== null || collection.attemptNo > attemptNo) return refuse('attempt-over')
    const last = await lastBatch(unit.reader, periodId, attemptNo)
    if ((last?.batchNo ?? 0) !== batchNo - 1) return refuse('batch-made-already')
    const stretch = await nextStretch(unit, collection, attemptNo, last, gateway.debitsPerBatch)
    return stretch
      ? batchEffects(unit, collection, attemptNo, batchNo, stretch)
      : { answer: { batchKey: null, withoutAgreement: 0 }, rows: [updateAttempt(periodId, attemptNo)], events: [] }
  })
}

interface Stretch {
  readonly phase: BatchPhase
  readonly charges: readonly Charge[]
}

async function nextStretch(
  unit: Unit,
  { periodId }: Collection,
  attemptNo: number,
  last: { readonly phase: BatchPhase; readonly lastParticipantId: bigint } | null,
  limit: number,
): Promise<Stretch | null> {
  let after = last?.lastParticipantId ?? 0n
  for (const phase of last?.phase === 'family' ? (['family'] as const) : (['own', 'family'] as const)) {
    if (phase !== (last?.phase ?? 'own')) after = 0n
    const charges = await chargesToCollect(unit.reader, { periodId, attemptNo, phase, after, limit })
    if (charges.length > 0) return { phase, charges }
  }
  return null
}

async function batchEffects(
  unit: Unit,
  collection: Collection,
  attemptNo: number,
  batchNo: number,
  { phase, charges }: Stretch,
): Promise<Effects<BatchMade>> {
  const { periodId, shareFen } = collection
  const payers = [...new Set(charges.map((charge) => charge.payerPersonId))]
  const tokens = await accountTokensOf(unit.reader, payers)
  const asked = charges.filter((charge) => tokens.has(charge.payerPersonId))
  const unasked = charges.filter((charge) => !tokens.has(charge.payerPersonId))
  const key = batchKey(periodId, attemptNo, batchNo)
  const batch = insertBatch({
    batchKey: key,
    periodId,
    attemptNo,
    batchNo,
    phase,
    amountFen: shareFen,
    participantIds: asked.map((charge) => charge.participantId),
    accountTokens: asked.map((charge) => tokens.get(charge.payerPersonId)!),
    lastParticipantId: charges.at(-1)!.participantId,
    now: unit.now,
  })
  const failed = {
    participantIds: unasked.map((charge) => charge.participantId),
    reasons: unasked.map(() => 'no-agreement' as const),
  }
  return {
    answer: { batchKey: key, withoutAgreement: unasked.length },
    rows: [batch, insertFailures(periodId, attemptNo, failed), updateAttempt(periodId, attemptNo)],
    events: [],
  }
}
