import type { Reader } from '../commit/platform.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import { unknownRefs } from './store.ts'

/** Names asked about in one query. */
const batchSize = 500

/**
 * A file younger than this may belong to a request that has not committed yet: no request lives this long. Without it a
 * sweep would remove the file of an evidence that is just being added.
 */
export const youngestSweptHours = 24

/**
 * Removes the files that no row knows: left by a process that died between writing and committing, or of a claim whose
 * data was erased. May run twice or be killed at any moment. Returns how many were removed.
 *
 * What time it is says the store, which also wrote when each file came: this machine's clock may be simulated, or have jumped, and would make
 * a file that is being added look old. Tests give the time.
 */
export async function sweepFiles(reader: Reader, store: SealedFileStore, storeNow?: Temporal.Instant): Promise<number> {
  const before = (storeNow ?? (await store.now())).subtract({ hours: youngestSweptHours })
  let swept = await store.deleteUnfinished(before)
  let batch: string[] = []
  for await (const { ref, storedAt } of store.list()) {
    if (Temporal.Instant.compare(storedAt, before) >= 0) continue
    batch.push(ref)
    if (batch.length < batchSize) continue
    swept += await sweepBatch(reader, store, batch)
    batch = []
  }
  return swept + (await sweepBatch(reader, store, batch))
}

async function sweepBatch(reader: Reader, store: SealedFileStore, refs: readonly string[]): Promise<number> {
  const orphans = await unknownRefs(reader, refs)
  for (const ref of orphans) await store.delete(ref)
  return orphans.length
}
