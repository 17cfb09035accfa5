import { accept, type Decision, refuse } from '../decision.ts'

/**
 * The accounts of one plan. Debits are positive, credits negative, so an account's balance is the sum of its postings
 * and the whole ledger sums to zero.
 */
export const accounts = [
  /** Asset: money at the payment gateway. */
  'gateway-clearing',
  /** Asset: shares charged and not collected. Control account of the charges. */
  'participants-receivable',
  /** Asset: what the operator has to add (caps, run-off, unpaid shares where the plan says so). */
  'operator-receivable',
  /** Liability: payouts settled and not paid. */
  'payouts-payable',
  /** Liability: management fee earned and not withdrawn. */
  'management-fee',
  /** Liability: what rounding up collected beyond the cost; it lowers the next period. */
  'carry',
  /** Asset: unpaid shares written off that the next period bears. */
  'shortfall',
] as const

export type Account = (typeof accounts)[number]

export interface Posting {
  readonly account: Account
  /** Fen; debit positive, credit negative, never zero. */
  readonly amountFen: bigint
}

/** What bookings are for; in the ledger and its exports as they stand here, in the console in each language. */
export const ledgerMemos = [
  'period settled',
  'shares collected',
  'unpaid shares written off',
  'unpaid share kept back from a payout',
  'payout sent',
  'money added by the operator',
  'management fee taken out',
  'taken back',
] as const

export type LedgerMemo = (typeof ledgerMemos)[number]

/** One booking of one plan: two or more postings that sum to zero. `memo` says what for, `reverses` names an earlier one. */
export interface LedgerTransaction {
  readonly plan: string
  /** `period/2019-01-A`, `claim/7F3K-9Q2M`, ... : what it belongs to. */
  readonly subject: string
  readonly memo: LedgerMemo
  readonly postings: readonly Posting[]
  /** The event of the transaction that this one takes back. */
  readonly reverses?: string
}

export type LedgerRefusal = 'too-few-postings' | 'zero-posting' | 'not-balanced'

/** Is it a booking at all? Refusals: too-few-postings, zero-posting, not-balanced. */
export function checkTransaction(transaction: LedgerTransaction): Decision<LedgerTransaction, LedgerRefusal> {
  const { postings } = transaction
  if (postings.length < 2) return refuse('too-few-postings', { postings: postings.length })
  const zero = postings.find((posting) => posting.amountFen === 0n)
  if (zero) return refuse('zero-posting', { account: zero.account })
  const sumFen = postings.reduce((sum, posting) => sum + posting.amountFen, 0n)
  return sumFen === 0n ? accept(transaction) : refuse('not-balanced', { sumFen: sumFen.toString() })
}

/** The booking that takes back another one, to the fen. */
export function reversalOf(transaction: LedgerTransaction, eventId: string): LedgerTransaction {
  const postings = transaction.postings.map(({ account, amountFen }) => ({ account, amountFen: -amountFen }))
  return { plan: transaction.plan, subject: transaction.subject, memo: 'taken back', postings, reverses: eventId }
}
