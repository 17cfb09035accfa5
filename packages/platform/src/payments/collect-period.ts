import type { Platform } from '../commit/platform.ts'
import { askForBatch } from './ask-gateway.ts'
import { lastBatch, openBatchKeys } from './collection-store.ts'
import type { PaymentGateway } from './gateway.ts'
import { makeBatch } from './make-batch.ts'

/** What one run did; `open` debits have no known outcome yet. */
export interface CollectionRun {
  readonly collected: number
  readonly failed: number
  readonly open: number
  readonly withoutAgreement: number
}

/** Called after each batch, for progress bars. */
export type CollectionProgress = (run: CollectionRun) => void

/**
 * Makes one attempt to collect a period: batch by batch, each made, sent and asked for. First it asks for what is open from
 * earlier, so that a debit with an unknown outcome is never asked for under another key. Killed at any point it goes on
 * where it stopped; a second run, also at the same time, asks for nothing twice and counts nothing twice.
 */
export async function collectPeriod(
  platform: Platform,
  gateway: PaymentGateway,
  periodId: bigint,
  attemptNo: number,
  progress: CollectionProgress = () => {},
): Promise<CollectionRun> {
  let run: CollectionRun = { ...(await askForOpenBatches(platform, gateway, periodId)), withoutAgreement: 0 }
  for (;;) {
    const last = await lastBatch(platform.database, periodId, attemptNo)
    const made = await makeBatch(platform, gateway, periodId, attemptNo, (last?.batchNo ?? 0) + 1)
    if (!made.accepted) {
      if (made.refusal.code === 'batch-made-already') continue
      return run
    }
    const { batchKey, withoutAgreement } = made.event.answer
    if (batchKey === null) return run
    const news = await askForBatch(platform, gateway, batchKey)
    run = {
      collected: run.collected + news.collected,
      failed: run.failed + news.failed,
      open: run.open + news.open,
      withoutAgreement: run.withoutAgreement + (made.event.repeated ? 0 : withoutAgreement),
    }
    progress(run)
  }
}

/** Asks for every open batch of a period. */
export async function askForOpenBatches(
  platform: Platform,
  gateway: PaymentGateway,
  periodId: bigint,
): Promise<Omit<CollectionRun, 'withoutAgreement'>> {
  let run = { collected: 0, failed: 0, open: 0 }
  for (const batchKey of await openBatchKeys(platform.database, periodId)) {
    const news = await askForBatch(platform, gateway, batchKey)
    run = {
      collected: run.collected + news.collected,
      failed: run.failed + news.failed,
      open: run.open + news.open,
    }
  }
  return run
}
