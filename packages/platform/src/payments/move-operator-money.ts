import { type LedgerTransaction, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { takeTurnsPayingOut } from './payout-store.ts'

export interface OperatorMoneyCommand {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  /** Above zero. */
  readonly amountFen: bigint
}

interface Moved {
  readonly amountFen: string
}

/**
 * The operator has put money into the plan's account at the gateway: what caps, run-off and unpaid shares owe, or an advance
 * on it. Finance records it when it is there. Refused: amount-not-positive.
 */
export function recordFunding(platform: Platform, command: OperatorMoneyCommand): Promise<Outcome<Moved>> {
  const { key, actor, planCode, amountFen } = command
  const content = { planCode, amountFen }
  return commit<Moved>(platform, { key, kind: 'record-funding', actor, content }, async (unit) => {
    if (amountFen <= 0n) return refuse('amount-not-positive', {}, { field: 'amount' })
    const event = {
      id: unit.newId(),
      kind: 'operator-funded' as const,
      subject: `plan/${planCode}`,
      plan: null,
      facts: { amountFen },
    }
    const postings: LedgerTransaction[] = [
      {
        plan: planCode,
        subject: event.subject,
        memo: 'money added by the operator',
        postings: [
          { account: 'gateway-clearing', amountFen },
          { account: 'operator-receivable', amountFen: -amountFen },
        ],
      },
    ]
    return { answer: { amountFen: amountFen.toString() }, rows: [], events: [event], postings }
  })
}

/**
 * The operator takes earned management fee out of the plan's account. Payouts come first: what is owed to claimants stays.
 * Refused: amount-not-positive, fee-not-earned, money-not-there.
 */
export function withdrawFee(platform: Platform, command: OperatorMoneyCommand): Promise<Outcome<Moved>> {
  const { key, actor, planCode, amountFen } = command
  const content = { planCode, amountFen }
  return commit<Moved>(platform, { key, kind: 'withdraw-fee', actor, content }, async (unit) => {
    if (amountFen <= 0n) return refuse('amount-not-positive', {}, { field: 'amount' })
    await takeTurnsPayingOut(unit.reader, planCode)
    const earnedFen = -(await balanceOf(unit.reader, planCode, 'management-fee'))
    if (amountFen > earnedFen) return refuse('fee-not-earned', { earnedFen: earnedFen.toString() }, { field: 'amount' })
    const owedFen = -(await balanceOf(unit.reader, planCode, 'payouts-payable'))
    const heldFen = await balanceOf(unit.reader, planCode, 'gateway-clearing')
    const availableFen = heldFen - owedFen
    if (amountFen > availableFen) {
      return refuse('money-not-there', { availableFen: availableFen.toString() }, { field: 'amount' })
    }
    const event = {
      id: unit.newId(),
      kind: 'fee-withdrawn' as const,
      subject: `plan/${planCode}`,
      plan: null,
      facts: { amountFen },
    }
    const postings: LedgerTransaction[] = [
      {
        plan: planCode,
        subject: event.subject,
        memo: 'management fee taken out',
        postings: [
          { account: 'management-fee', amountFen },
          { account: 'gateway-clearing', amountFen: -amountFen },
        ],
      },
    ]
    return { answer: { amountFen: amountFen.toString() }, rows: [], events: [event], postings }
  })
}
