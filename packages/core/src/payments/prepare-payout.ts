import { accept, type Decision, refuse } from '../decision.ts'

/** One unpaid share of the claimant, written off or not. */
export interface Arrear {
  readonly period: string
  readonly amountFen: bigint
}

export interface PreparePayout {
  /** What the settled claim pays. */
  readonly payoutFen: bigint
  /** The claimant's own unpaid shares, oldest first. Those of family whom they pay for stay their own. */
  readonly arrears: readonly Arrear[]
  /** Whether all entries of the case are countersigned on the log. */
  readonly final: boolean
  /** Whether a debit of the claimant has no known outcome yet: its share is neither paid nor unpaid. */
  readonly debitPending: boolean
  /** Money on the gateway's account that is promised to nobody, after earlier payouts of the same run. */
  readonly availableFen: bigint
}

export interface PayoutPrepared {
  readonly kind: 'payout-prepared'
  readonly deducted: readonly Arrear[]
  /** What is sent to the payee. */
  readonly netFen: bigint
}

/** In the order tested. */
export type PreparePayoutRefusal = 'case-not-final' | 'debit-pending' | 'money-not-there'

/**
 * Decides whether the payout of a settled claim goes out now, and what of it stays here for unpaid shares. Arrears come
 * off the payout oldest first, each wholly or not at all, and something is always left to send: a payout that is eaten
 * up would leave a case that can't be shown as paid. Plan term `collection.clause`; xiang-hu-bao.md, "failed charge".
 * Refused in the order of `PreparePayoutRefusal`.
 */
export function preparePayout(command: PreparePayout): Decision<PayoutPrepared, PreparePayoutRefusal> {
  const { payoutFen, arrears, availableFen } = command
  if (payoutFen <= 0n) throw new RangeError(`a payout of ${payoutFen} fen`)
  if (!command.final) return refuse('case-not-final')
  if (command.debitPending) return refuse('debit-pending')
  const deducted: Arrear[] = []
  let netFen = payoutFen
  for (const arrear of arrears) {
    if (arrear.amountFen >= netFen) break
    deducted.push(arrear)
    netFen -= arrear.amountFen
  }
  if (netFen > availableFen) {
    return refuse('money-not-there', { neededFen: netFen.toString(), availableFen: availableFen.toString() })
  }
  return accept({ kind: 'payout-prepared', deducted, netFen })
}
