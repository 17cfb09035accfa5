import { Frontier, leafHash, utf8 } from '@tongzhou/tlog'
import type { Platform, Reader } from '../commit/platform.ts'
import type { LeafFile } from './leaf-file.ts'
import {
  insertHead,
  insertLeaves,
  journalCounts,
  leafHashesFrom,
  newestHead,
  removeFromOutbox,
  takeSequencerLock,
  waitingEvents,
} from './store.ts'

/** Events made into leaves in one transaction: beyond it a transaction holds its lock for seconds. */
const mostPerBatch = 5_000

/**
 * Makes leaves of what waits in the outbox, one batch; returns how many. One sequencer works at a time, in whatever
 * number of processes it is called. Killed at any point it loses and doubles nothing: leaves, head and outbox change in
 * one transaction, and the leaf file, written after it, is brought up by the next call.
 */
export async function sequence(platform: Platform, leafFile: LeafFile): Promise<number> {
  const sequenced = await platform.database.transaction().execute(async (reader) => {
    await takeSequencerLock().execute(reader)
    const waiting = await waitingEvents(reader, mostPerBatch)
    if (waiting.length === 0) return null
    const tree = await frontierNow(reader)
    const firstIndex = tree.size
    const hashes = waiting.map(({ entry }) => leafHash(utf8(entry)))
    for (const hash of hashes) tree.append(hash)
    const numbers = waiting.map(({ event_no }) => event_no)
    await insertLeaves(firstIndex, numbers, hashes).execute(reader)
    await removeFromOutbox(numbers).execute(reader)
    const head = { size: tree.size, root: tree.root(), frontier: tree.hashes }
    await insertHead(head, platform.clock.now()).execute(reader)
    return { firstIndex, hashes }
  })
  if (sequenced && (await leafFile.size()) === sequenced.firstIndex) {
    await leafFile.write(sequenced.firstIndex, sequenced.hashes)
  } else await bringUp(platform.database, leafFile)
  return sequenced?.hashes.length ?? 0
}

/** Makes leaves of everything that waits now, not of what comes meanwhile; returns how many. */
export async function sequenceAll(platform: Platform, leafFile: LeafFile): Promise<number> {
  let total = 0
  let batch: number
  do {
    batch = await sequence(platform, leafFile)
    total += batch
  } while (batch === mostPerBatch)
  return total
}

async function frontierNow(reader: Reader): Promise<Frontier> {
  const head = await newestHead(reader)
  return head ? new Frontier(head.size, head.frontier) : new Frontier()
}

/** Writes to the leaf file what a killed sequencer left out. Never writes over what is there. */
async function bringUp(reader: Reader, leafFile: LeafFile): Promise<void> {
  const { head } = await journalCounts(reader)
  for (let size = await leafFile.size(); size < head; size = await leafFile.size()) {
    const leaves = await leafHashesFrom(reader, size, mostPerBatch)
    if (leaves[0]?.leafIndex !== size) throw new Error(`leaf ${size} is gone from the database: run tongzhou verify`)
    await leafFile.write(
      size,
      leaves.map((leaf) => leaf.leafHash),
    )
  }
}
