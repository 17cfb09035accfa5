import { createHash } from 'node:crypto'
import type { Bank } from './bank.ts'
import { dayFinder } from './bank.ts'
import { happens } from './chance.ts'
import { addNotice } from './notices.ts'

export interface DebitRequest {
  readonly key: string
  readonly accountToken: string
  readonly amountFen: string
}

export type BatchReceipt =
  | { readonly status: 202; readonly repeatedKeys: readonly string[] }
  | { readonly status: 409; readonly code: 'batch-key-reused' | 'debit-key-reused' }

export interface OutcomeLine {
  readonly key: string
  readonly state: 'pending' | 'collected' | 'failed'
  readonly settledOn?: string
  readonly reason?: string
}

class KeyReused extends Error {}

/**
 * Takes a batch in: all its debits or, on a key with other content, none. A debit key that was there before, in this or
 * another batch, with the same account and amount is not debited again; the batch shows its one outcome.
 */
export function receiveBatch(bank: Bank, key: string, debits: readonly DebitRequest[]): BatchReceipt {
  const hash = createHash('sha256')
  for (const debit of debits) hash.update(`${debit.key} ${debit.accountToken} ${debit.amountFen}\n`)
  const contentHash = hash.digest()
  const known = bank.database.prepare('select content_hash, repeated from batches where key = ?').get(key)
  if (known) {
    const same = contentHash.equals(known.content_hash as Uint8Array)
    if (!same) return { status: 409, code: 'batch-key-reused' }
    return { status: 202, repeatedKeys: JSON.parse(String(known.repeated)) }
  }
  try {
    const now = bank.now()
    bank.balance.collectedFen(now)
    const { repeatedKeys, settledFen } = bank.atOnce(() => insertBatch(bank, key, contentHash, debits, now))
    bank.balance.add(settledFen)
    return { status: 202, repeatedKeys }
  } catch (fault) {
    bank.accounts.undo()
    if (fault instanceof KeyReused) return { status: 409, code: 'debit-key-reused' }
    throw fault
  }
}

function insertBatch(
  bank: Bank,
  key: string,
  contentHash: Buffer,
  debits: readonly DebitRequest[],
  now: number,
): { repeatedKeys: string[]; settledFen: bigint } {
  const { database } = bank
  const insert = database.prepare('insert into debits values (?, ?, ?, ?, ?, ?)')
  const earlier = database.prepare('select account, amount from debits where key = ?')
  const firstId = Number(database.prepare('select coalesce(max(id), 0) + 1 as id from debits').get()!.id)
  const repeatedKeys: string[] = []
  const dueTimes = new Set<number>()
  let settledFen = 0n
  let id = firstId
  for (const debit of debits) {
    const amount = Number(debit.amountFen)
    const known = earlier.get(debit.key)
    if (known) {
      if (known.account !== debit.accountToken || known.amount !== amount) throw new KeyReused()
      repeatedKeys.push(debit.key)
      continue
    }
    const dueAt = dueTime(bank, debit.key, now)
    const reason = debitFailure(bank, debit)
    insert.run(id, debit.key, debit.accountToken, amount, reason, dueAt)
    if (reason === null && dueAt <= now) settledFen += BigInt(amount)
    dueTimes.add(dueAt)
    id += 1
  }
  bank.accounts.save()
  database
    .prepare('insert into batches (key, content_hash, first_id, last_id, repeated) values (?, ?, ?, ?, ?)')
    .run(key, contentHash, firstId, id - 1, JSON.stringify(repeatedKeys))
  for (const dueAt of dueTimes) addNotice(bank, 'batch', key, dueAt)
  return { repeatedKeys, settledFen }
}

function debitFailure(bank: Bank, debit: DebitRequest): string | null {
  const { rates, seed } = bank.settings
  const scripted = bank.accounts.use(debit.accountToken, BigInt(debit.amountFen), 'debit')
  if (scripted) return scripted
  if (happens(rates.accountClosed, seed, 'closed', debit.accountToken)) return 'account-closed'
  if (happens(rates.insufficientFunds, seed, 'funds', debit.key)) return 'insufficient-funds'
  return null
}

/** When the outcome of a debit or transfer received at `now` shows. */
export function dueTime(bank: Bank, key: string, now: number): number {
  const { rates, seed, processingMs, lateOutcomeMs } = bank.settings
  return now + (happens(rates.lateOutcome, seed, 'late', key) ? lateOutcomeMs : processingMs)
}

/** The outcomes of a batch as they show now, or null when the batch never came. */
export function batchOutcomes(bank: Bank, key: string): OutcomeLine[] | null {
  const { database } = bank
  const batch = database.prepare('select first_id, last_id, repeated from batches where key = ?').get(key)
  if (!batch) return null
  const columns = 'select key, reason, due_at from debits'
  const own = database.prepare(`${columns} where id between ? and ?`).all(batch.first_id!, batch.last_id!)
  const repeatedKeys = new Set<string>(JSON.parse(String(batch.repeated)))
  const ownKeys = new Set(repeatedKeys.size === 0 ? [] : own.map((row) => row.key))
  const elsewhere = [...repeatedKeys].filter((repeated) => !ownKeys.has(repeated))
  const one = database.prepare(`${columns} where key = ?`)
  const dayOf = dayFinder(bank.settings.timeZone)
  const now = bank.now()
  const rows = [...own, ...elsewhere.map((repeated) => one.get(repeated)!)]
  return rows.map((row) => outcomeLine(row as unknown as DebitRow, now, dayOf))
}

interface DebitRow {
  readonly key: string
  readonly reason: string | null
  readonly due_at: number
}

function outcomeLine({ key, reason, due_at }: DebitRow, now: number, dayOf: (at: number) => string): OutcomeLine {
  if (due_at > now) return { key, state: 'pending' }
  return reason === null ? { key, state: 'collected', settledOn: dayOf(due_at) } : { key, state: 'failed', reason }
}
