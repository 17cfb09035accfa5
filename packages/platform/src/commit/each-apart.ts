import { isUnavailable } from '../postgres/unavailable.ts'

/**
 * Does `work` with each item, one after the other. One that fails keeps no other waiting: its fault is thrown when all had their turn (several
 * as an `AggregateError`), so that the job that called is logged as failed. Where the database is not to be had nothing goes on, and that is
 * thrown at once.
 */
export async function eachApart<Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void> {
  const faults: unknown[] = []
  for (const item of items) {
    try {
      await work(item)
    } catch (fault) {
      if (isUnavailable(fault)) throw fault
      faults.push(fault)
    }
  }
  if (faults.length === 1) throw faults[0]
  if (faults.length > 1) throw new AggregateError(faults, `${faults.length} of the things to do failed`)
}
