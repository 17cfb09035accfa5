import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { markPartRetried, partsOf } from './payout-store.ts'

export interface RetryTransferCommand {
  readonly key: string
  readonly actor: Actor
  readonly caseReference: string
  readonly partNo: number
}

/** Tries of one part; a part that failed so often needs another account, not another try. */
export const mostTransferAttempts = 20

export type RetryTransferRefusal = 'transfer-not-found' | 'transfer-not-failed' | 'transfer-attempts-used-up'

/**
 * Opens a failed part of a payout for another try, under a key of its own. Only a part whose last try is known to have
 * failed: one without an answer is asked for, not tried anew. Refused in the order of `RetryTransferRefusal`.
 */
export function retryTransfer(
  platform: Platform,
  { key, actor, caseReference, partNo }: RetryTransferCommand,
): Promise<Outcome<{ readonly attempt: number }>> {
  const command = { key, kind: 'retry-transfer', actor, content: { caseReference, partNo } }
  return commit<{ attempt: number }>(platform, command, async (unit) => {
    const parts = await partsOf(unit.reader, caseReference, { lock: true })
    const part = parts.find((one) => one.partNo === partNo)
    if (!part) return refuse('transfer-not-found')
    if (part.state !== 'failed') return refuse('transfer-not-failed', { state: part.state })
    if (part.attempts >= mostTransferAttempts) return refuse('transfer-attempts-used-up', { attempts: part.attempts })
    return { answer: { attempt: part.attempts + 1 }, rows: [markPartRetried(part)], events: [] }
  })
}
