import { receiptText } from '@tongzhou/core'
import { type Signer, sha256, signNote, toBase64 } from '@tongzhou/tlog'
import type { Store } from '../storage/store.ts'
import { findReceipt, keepReceipt } from './receipt-store.ts'

/** Bytes of the longest statement. */
export const maxStatementBytes = 64_000

export interface ReceiptMaker {
  readonly store: Store
  readonly signer: Signer
  /** Origin of the log. */
  readonly origin: string
  readonly logWithinSeconds: number
}

/**
 * Takes a claimant's statement: keeps its hash, and returns the signed receipt. The receipt is on the disk before anybody has it;
 * the same statement again gets the same receipt. Throws a RangeError on an empty or too long one.
 */
export async function receiveStatement(
  { store, signer, origin, logWithinSeconds }: ReceiptMaker,
  bytes: Uint8Array,
  now: Temporal.Instant,
): Promise<string> {
  if (bytes.length === 0 || bytes.length > maxStatementBytes) {
    throw new RangeError(`a statement has 1 to ${maxStatementBytes} bytes, not ${bytes.length}`)
  }
  const statement = toBase64(sha256(bytes))
  const given = findReceipt(store, statement)
  if (given !== null) return given
  const receivedAt = now.round({ smallestUnit: 'second', roundingMode: 'floor' })
  const deadline = receivedAt.add({ seconds: logWithinSeconds })
  const note = await signNote(receiptText({ origin, statement, receivedAt, deadline }), [signer])
  return keepReceipt(store, {
    statement,
    note,
    receivedAt: receivedAt.epochMilliseconds,
    deadline: deadline.epochMilliseconds,
  })
}
