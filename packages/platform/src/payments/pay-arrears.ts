import { batchKey, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Row, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { loadParticipant } from '../participants/index.ts'
import { accountTokensOf } from './agreement-store.ts'
import { type Arrears, arrearsOf, hasOpenDebit } from './charge-store.ts'
import { insertBatch, lastBatch, loadCollection, nextArrearsAttempt } from './collection-store.ts'

export interface PayArrearsCommand {
  readonly key: string
  readonly actor: Actor & { readonly personId: bigint }
  readonly participantId: bigint
}

export interface ArrearsAsked {
  /** Debits that were written down and are sent next, one per unpaid period. */
  readonly batchKeys: readonly string[]
  readonly amountFen: string
}

export type PayArrearsRefusal = 'not-your-participant' | 'nothing-owed' | 'debit-pending' | 'no-agreement'

/**
 * The payer (or the participant) pays all unpaid shares of a participant now: within the days of grace so that cover is
 * kept, afterwards so that it is restored, and at any later time because they want to. The money comes from the account of
 * the one who asks. Refused in the order of `PayArrearsRefusal`.
 */
export function payArrears(
  platform: Platform,
  { key, actor, participantId }: PayArrearsCommand,
): Promise<Outcome<ArrearsAsked>> {
  const command = { key, kind: 'pay-arrears', actor, content: { participantId } }
  return commit<ArrearsAsked>(platform, command, async (unit) => {
    const participant = await loadParticipant(unit.reader, participantId)
    const payers = [participant?.personId, participant?.payerPersonId]
    if (!payers.includes(actor.personId)) return refuse('not-your-participant', {}, { field: 'participantId' })
    const owed = await arrearsOf(unit.reader, participantId)
    for (const { periodId } of owed) await loadCollection(unit.reader, periodId, { lock: true })
    // Read again: what an earlier holder of the locks collected is paid.
    const arrears = await arrearsOf(unit.reader, participantId)
    if (arrears.length === 0) return refuse('nothing-owed')
    if (await hasOpenDebit(unit.reader, participantId)) return refuse('debit-pending')
    const token = (await accountTokensOf(unit.reader, [actor.personId])).get(actor.personId)
    if (token === undefined) return refuse('no-agreement')
    const batches = []
    for (const arrear of arrears) batches.push(await arrearsBatch(unit, arrear, participantId, token))
    const amountFen = arrears.reduce((sum, arrear) => sum + arrear.shareFen, 0n)
    return {
      answer: { batchKeys: batches.map((batch) => batch.key), amountFen: amountFen.toString() },
      rows: batches.map((batch) => batch.row),
      events: [],
    }
  })
}

async function arrearsBatch(
  unit: Unit,
  { periodId, shareFen }: Arrears,
  participantId: bigint,
  token: string,
): Promise<{ readonly key: string; readonly row: Row }> {
  const attemptNo = await nextArrearsAttempt(unit.reader, periodId, participantId)
  const batchNo = ((await lastBatch(unit.reader, periodId, attemptNo))?.batchNo ?? 0) + 1
  const key = batchKey(periodId, attemptNo, batchNo)
  const row = insertBatch({
    batchKey: key,
    periodId,
    attemptNo,
    batchNo,
    phase: 'arrears',
    amountFen: shareFen,
    participantIds: [participantId],
    accountTokens: [token],
    lastParticipantId: participantId,
    now: unit.now,
  })
  return { key, row }
}
