import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { finalSize } from '../journal/index.ts'
import type { StoredDispute } from './dispute-store.ts'

/** The leaf of a dispute's newest step. */
export interface FinalStep {
  readonly index: number
  readonly leafHash: Uint8Array
  readonly recordedAt: Temporal.Instant
}

/** The newest step's leaf once it is final: countersigned by the quorum, where the log has a consortium. Null before. */
export async function newestFinalStep(reader: Reader, { steps }: StoredDispute): Promise<FinalStep | null> {
  const { eventId, recordedAt } = steps.at(-1)!
  const { rows } = await sql<{ leaf_index: bigint; leaf_hash: Buffer }>`
    select l.leaf_index, l.leaf_hash from journal_events e join log_leaves l using (event_no)
    where e.event_id = ${eventId}`.execute(reader)
  const leaf = rows[0]
  if (!leaf || Number(leaf.leaf_index) >= (await finalSize(reader))) return null
  return { index: Number(leaf.leaf_index), leafHash: leaf.leaf_hash, recordedAt }
}
