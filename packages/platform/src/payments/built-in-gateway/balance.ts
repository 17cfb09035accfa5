import type { DatabaseSync } from 'node:sqlite'

/** Money that debits have brought in so far, kept as a running sum: adding up all debits at each transfer is too slow. */
export interface Balance {
  /** Fen collected up to `now`, in epoch milliseconds. */
  collectedFen(now: number): bigint
  /** Counts debits that were stored at `now` and settled at once. Call `collectedFen(now)` before storing them. */
  add(amountFen: bigint): void
}

export function openBalance(database: DatabaseSync): Balance {
  let countedUntil = -1
  let countedFen = 0n
  const settledBetween = database.prepare(
    'select coalesce(sum(amount), 0) as sum from debits where reason is null and due_at > ? and due_at <= ?',
  )
  return {
    collectedFen(now) {
      if (now > countedUntil) {
        countedFen += BigInt(Number(settledBetween.get(countedUntil, now)!.sum))
        countedUntil = now
      }
      return countedFen
    },
    add(amountFen) {
      countedFen += amountFen
    },
  }
}
