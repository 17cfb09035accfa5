import { debitKey } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { type Applied, applyOutcomes } from './apply-outcomes.ts'
import { loadOpenBatch, type OpenBatch } from './collection-store.ts'
import type { DebitBatch, PaymentGateway } from './gateway.ts'

/** What is known of a batch after asking: how many came in and failed with this answer, how many are still open. */
export interface BatchNews extends Applied {
  readonly open: number
}

/**
 * Brings a batch as far as the gateway can say today. It asks first, by key; only a batch that never arrived is sent, with
 * the content it was made with. So it does the same after a time-out, after a kill at any point, and when two do it at once.
 */
export async function askForBatch(platform: Platform, gateway: PaymentGateway, batchKey: string): Promise<BatchNews> {
  const batch = await loadOpenBatch(platform.database, batchKey)
  if (!batch) return { collected: 0, failed: 0, open: 0 }
  const stillOpen = { collected: 0, failed: 0, open: batch.openParticipantIds.length }
  let answer = await gateway.outcomesOf(batchKey)
  if (answer.state === 'not-received') {
    const sent = await gateway.collect(debitBatch(batch))
    if (sent.state !== 'received') {
      const why = sent.state === 'refused' ? sent.code : sent.fault
      // Nothing is decided: the same batch is asked for and sent again with the next run.
      platform.logger.warn({ batchKey, state: sent.state, why }, 'a batch of debits was not taken')
      return stillOpen
    }
    answer = await gateway.outcomesOf(batchKey)
  }
  if (answer.state !== 'found') {
    platform.logger.warn({ batchKey, state: answer.state }, 'the outcomes of a batch are not known yet')
    return stillOpen
  }
  return applyOutcomes(platform, batch, answer.outcomes)
}

function debitBatch(batch: OpenBatch): DebitBatch {
  const debits = batch.participantIds.map((participantId, index) => ({
    key: debitKey(batch.periodId, participantId, batch.attemptNo),
    accountToken: batch.accountTokens[index]!,
    amountFen: batch.amountFen,
  }))
  return { key: batch.batchKey, debits }
}
