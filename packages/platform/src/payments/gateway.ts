import type { Decision } from '@tongzhou/core'

/**
 * The port to the outside world of money. Every debit, batch and transfer carries a key of ours, and a gateway promises:
 * the same key with the same content gives the same answer and one movement of money; the same key with other content is
 * refused; a refused request leaves its key free. `unknown` is an answer too: nobody knows yet whether the money moved,
 * so the caller asks by key (or repeats with the same key) and never goes on with another key.
 */
export interface PaymentGateway {
  /** Most debits in one batch. */
  readonly debitsPerBatch: number
  /** Most fen in one transfer; the caller splits (`splitTransfer`). */
  readonly transferLimitFen: bigint
  /** Hands in a batch of debits. `received` says nothing about the debits: their outcomes come later. */
  collect(batch: DebitBatch): Promise<CollectAnswer>
  /** The outcomes of a batch so far, one per distinct debit key, in any order. */
  outcomesOf(batchKey: string): Promise<BatchAnswer>
  /** Sends one transfer. */
  payOut(transfer: Transfer): Promise<TransferAnswer>
  transferOf(transferKey: string): Promise<TransferAnswer>
  /**
   * Checks and reads a notice that the gateway pushed. A notice is a hint, not the truth: it may come late, twice, out
   * of order or never, so the receiver asks for the state by key.
   */
  readNotice(received: ReceivedNotice, now: Temporal.Instant): Decision<Notice, NoticeRefusal>
  /**
   * All movements of one calendar day (in the gateway's time zone), in chunks. Throws when the statement can't be had
   * or is incomplete: a truncated statement would show as thousands of missing debits.
   */
  statement(day: Temporal.PlainDate): AsyncIterable<readonly StatementLine[]>
}

export interface DebitBatch {
  readonly key: string
  readonly debits: readonly Debit[]
}

/** One charge of one participant. The token stands for the payer's account; the account number stays at the gateway. */
export interface Debit {
  readonly key: string
  readonly accountToken: string
  readonly amountFen: bigint
}

export interface Transfer {
  readonly key: string
  /** As the claimant wrote it; the gateway checks that account and name belong together. */
  readonly payeeAccount: string
  readonly payeeName: string
  readonly amountFen: bigint
}

export type CollectAnswer =
  /** `repeatedKeys`: debits that the gateway knew already, or that the batch named twice; each has one outcome. */
  { readonly state: 'received'; readonly repeatedKeys: readonly string[] } | RefusedAnswer | UnknownAnswer

export type BatchAnswer =
  | { readonly state: 'found'; readonly outcomes: readonly DebitOutcome[] }
  | { readonly state: 'not-received' }
  | UnknownAnswer

export type DebitOutcome =
  | { readonly key: string; readonly state: 'pending' }
  | { readonly key: string; readonly state: 'collected'; readonly settledOn: Temporal.PlainDate }
  | { readonly key: string; readonly state: 'failed'; readonly reason: FailureReason }

export type TransferAnswer =
  | { readonly state: 'pending' }
  | { readonly state: 'paid'; readonly settledOn: Temporal.PlainDate }
  | { readonly state: 'failed'; readonly reason: FailureReason }
  | { readonly state: 'not-received' }
  | RefusedAnswer
  | UnknownAnswer

/** The gateway did nothing and will do nothing with this request; the key is free. */
export interface RefusedAnswer {
  readonly state: 'refused'
  readonly code: string
}

/** No answer, or none that says what happened. */
export interface UnknownAnswer {
  readonly state: 'unknown'
  readonly fault: string
}

export const failureReasons = ['insufficient-funds', 'account-closed', 'account-unknown', 'refused-by-bank'] as const

export type FailureReason = (typeof failureReasons)[number]

/** A notice as it came in: the three headers of Standard Webhooks and the body's bytes, untouched. */
export interface ReceivedNotice {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly body: Uint8Array
}

export interface Notice {
  readonly id: string
  readonly kind: 'batch' | 'transfer'
  /** Key of the batch or transfer that has news. */
  readonly key: string
}

/** In the order tested. */
export type NoticeRefusal = 'notice-signature-wrong' | 'notice-out-of-time' | 'notice-malformed'

export interface StatementLine {
  readonly kind: 'debit' | 'transfer'
  readonly key: string
  readonly amountFen: bigint
}
