import type { Bank } from './bank.ts'
import { dayFinder } from './bank.ts'
import { dueTime, type OutcomeLine } from './batches.ts'
import { happens } from './chance.ts'
import { addNotice } from './notices.ts'

export interface TransferRequest {
  readonly key: string
  readonly payeeAccount: string
  readonly payeeName: string
  readonly amountFen: string
}

export type TransferReceipt =
  | { readonly status: 202; readonly transfer: TransferLine }
  | { readonly status: 409; readonly code: 'transfer-key-reused' }
  | { readonly status: 422; readonly code: 'transfer-over-limit' | 'merchant-balance-too-low' }

export interface TransferLine extends Omit<OutcomeLine, 'state'> {
  readonly state: 'pending' | 'paid' | 'failed'
}

/** Sends a transfer once. A refused one leaves nothing behind, so the same key may come again with another amount. */
export function receiveTransfer(bank: Bank, request: TransferRequest): TransferReceipt {
  const { key, payeeAccount, payeeName } = request
  const amountFen = BigInt(request.amountFen)
  const known = bank.database.prepare('select account, payee, amount from transfers where key = ?').get(key)
  if (known) {
    const same = known.account === payeeAccount && known.payee === payeeName && known.amount === Number(amountFen)
    return same ? { status: 202, transfer: transferLine(bank, key)! } : { status: 409, code: 'transfer-key-reused' }
  }
  if (amountFen > BigInt(bank.settings.transferLimitFen)) return { status: 422, code: 'transfer-over-limit' }
  if (amountFen > merchantBalanceFen(bank)) return { status: 422, code: 'merchant-balance-too-low' }
  const now = bank.now()
  const dueAt = dueTime(bank, key, now)
  bank.atOnce(() => {
    const reason = transferFailure(bank, request)
    bank.database
      .prepare('insert into transfers values (?, ?, ?, ?, ?, ?, ?)')
      .run(key, payeeAccount, payeeName, amountFen, reason, now, dueAt)
    bank.accounts.save()
    addNotice(bank, 'transfer', key, dueAt)
  })
  return { status: 202, transfer: transferLine(bank, key)! }
}

function transferFailure(bank: Bank, request: TransferRequest): string | null {
  const { rates, seed } = bank.settings
  const scripted = bank.accounts.use(request.payeeAccount, BigInt(request.amountFen), 'transfer')
  if (scripted) return scripted
  return happens(rates.transferFails, seed, 'transfer', request.key) ? 'refused-by-bank' : null
}

/** A transfer as it shows now, or null when it never came. */
export function transferLine(bank: Bank, key: string): TransferLine | null {
  const row = bank.database.prepare('select reason, due_at from transfers where key = ?').get(key)
  if (!row) return null
  if (Number(row.due_at) > bank.now()) return { key, state: 'pending' }
  if (row.reason !== null) return { key, state: 'failed', reason: String(row.reason) }
  return { key, state: 'paid', settledOn: dayFinder(bank.settings.timeZone)(Number(row.due_at)) }
}

/** Opening balance, plus debits collected so far, less transfers that went out or are on their way. */
export function merchantBalanceFen(bank: Bank): bigint {
  const sent = bank.database.prepare('select coalesce(sum(amount), 0) as sum from transfers where reason is null')
  const sentFen = BigInt(Number(sent.get()!.sum))
  return BigInt(bank.settings.openingBalanceFen) + bank.balance.collectedFen(bank.now()) - sentFen
}
