import { formatProofFile, type Refused, type Revealed, refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { finalSize } from './finality.ts'
import { makeTlogProof, NotFinalYet, type PublishedLog } from './make-tlog-proof.ts'

/**
 * A proof file of an entry, with what it commits to as far as the caller may show it. Refusals: entry-unknown, not-final-yet
 * (the quorum has not countersigned it, or the log isn't published here).
 */
export async function proveEntry(
  reader: Reader,
  log: PublishedLog | null,
  eventId: string,
  shown: { readonly revealed?: readonly Revealed[]; readonly charge?: unknown },
): Promise<{ readonly accepted: true; readonly text: string } | Refused<'entry-unknown' | 'not-final-yet'>> {
  const { rows } = await sql<{ entry: string; leaf_index: bigint | null }>`
    select entry, leaf_index from journal_events left join log_leaves using (event_no)
    where event_id = ${eventId}`.execute(reader)
  const row = rows[0]
  if (!row) return refuse('entry-unknown')
  const waiting = async () =>
    refuse('not-final-yet', {
      entry: row.leaf_index === null ? 'recorded' : Number(row.leaf_index),
      final: await finalSize(reader),
    })
  if (row.leaf_index === null || log === null) return waiting()
  try {
    const proof = await makeTlogProof(log, Number(row.leaf_index))
    return { accepted: true, text: formatProofFile({ entry: row.entry, revealed: [], ...shown, proof }) }
  } catch (fault) {
    if (fault instanceof NotFinalYet) return waiting()
    throw fault
  }
}
