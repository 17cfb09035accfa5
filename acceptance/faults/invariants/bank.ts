import type { DatabaseSync } from 'node:sqlite'
import type { Ask, Broken } from './check.ts'

interface Debit {
  readonly key: string
  readonly amount: number
  readonly reason: string | null
  readonly due_at: number
}

/**
 * The books against the money that really moved at the gateway. The bank is read after the books' snapshot, so it may be ahead of them: money
 * that moved in the last days may be unknown here still, money that is booked has moved.
 */
export async function checkBank(ask: Ask, bank: DatabaseSync, now: string): Promise<Broken[]> {
  const settledBefore = Date.parse(now) - 4 * 86_400_000
  return [...(await checkDebits(ask, bank, settledBefore)), ...(await checkTransfers(ask, bank, settledBefore))]
}

async function checkDebits(ask: Ask, bank: DatabaseSync, settledBefore: number): Promise<Broken[]> {
  const invariant = 'every charge once'
  const debits = bank.prepare('select key, amount, reason, due_at from debits').all() as unknown as Debit[]
  const collected = new Map<string, Debit[]>()
  for (const debit of debits) {
    if (debit.reason !== null) continue
    const [, period, participant] = debit.key.split('.')
    const charge = `${period}.${participant}`
    collected.set(charge, [...(collected.get(charge) ?? []), debit])
  }
  const broken: Broken[] = []
  for (const [charge, of] of collected) {
    if (of.length > 1)
      broken.push({ invariant, detail: `charge ${charge} was collected as ${of.map(({ key }) => key).join(', ')}` })
  }
  const payments = await ask<{ period_id: string; participant_id: string; attempt_no: number; share_fen: string }>(
    `select x.period_id, x.participant_id, x.attempt_no, c.share_fen
     from charge_payments x join collections c using (period_id) where x.method = 'debit'`,
  )
  const booked = new Set<string>()
  for (const { attempt_no, participant_id, period_id, share_fen } of payments) {
    const charge = `${period_id}.${participant_id}`
    booked.add(charge)
    const moved = collected.get(charge)?.find(({ key }) => key === `d.${charge}.${attempt_no}`)
    if (!moved) broken.push({ invariant, detail: `charge ${charge} is booked as paid, the gateway collected nothing` })
    else if (BigInt(moved.amount) !== BigInt(share_fen))
      broken.push({ invariant, detail: `charge ${charge} is ${share_fen} fen, the gateway collected ${moved.amount}` })
  }
  for (const [charge, [debit]] of collected) {
    if (!booked.has(charge) && debit!.due_at < settledBefore)
      broken.push({ invariant, detail: `the gateway collected ${debit!.key} long ago, and it is not booked` })
  }
  return broken
}

interface Transfer {
  readonly key: string
  readonly amount: number
  readonly reason: string | null
  readonly due_at: number
}

async function checkTransfers(ask: Ask, bank: DatabaseSync, settledBefore: number): Promise<Broken[]> {
  const invariant = 'every payout once'
  const transfers = bank.prepare('select key, amount, reason, due_at from transfers').all() as unknown as Transfer[]
  const sent = new Map<string, Transfer[]>()
  for (const transfer of transfers) {
    if (transfer.reason !== null) continue
    const part = transfer.key.split('.').slice(1, 3).join('.')
    sent.set(part, [...(sent.get(part) ?? []), transfer])
  }
  const broken: Broken[] = []
  for (const [part, of] of sent)
    if (of.length > 1)
      broken.push({ invariant, detail: `part ${part} was paid as ${of.map(({ key }) => key).join(', ')}` })
  const parts = await ask<{ part: string; amount_fen: string; state: string }>(
    `select case_reference || '.' || part_no as part, amount_fen, state from payout_transfers`,
  )
  const known = new Map(parts.map((one) => [one.part, one]))
  for (const { amount_fen, part, state } of parts) {
    const moved = sent.get(part)?.[0]
    if (state === 'paid' && !moved)
      broken.push({ invariant, detail: `part ${part} is booked as paid, the gateway paid nothing` })
    if (moved && BigInt(moved.amount) !== BigInt(amount_fen))
      broken.push({ invariant, detail: `part ${part} is ${amount_fen} fen, the gateway paid ${moved.amount}` })
  }
  for (const [part, [transfer]] of sent) {
    const state = known.get(part)?.state
    if (state === undefined)
      broken.push({ invariant, detail: `the gateway paid ${transfer!.key}, which nobody has promised` })
    else if (state !== 'paid' && transfer!.due_at < settledBefore)
      broken.push({ invariant, detail: `the gateway paid ${transfer!.key} long ago, and it is not booked` })
  }
  return broken
}
