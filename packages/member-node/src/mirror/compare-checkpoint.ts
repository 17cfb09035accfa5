import { equalBytes, TlogError } from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import { pendingAt, type SignedCheckpoint } from '../storage/checkpoints.ts'
import { makeForkEvidence, ownCheckpoint } from './fork-evidence.ts'

/** `unknown`: this member has no root of that size. */
export type Comparison = 'same' | 'other' | 'unknown'

/**
 * Compares a checkpoint that the log has signed with the tree that this member holds or is bound to. Another root is proof
 * that the log signed two trees: raises the alarm with a file that anyone can check. `where` says who showed it.
 */
export async function compareCheckpoint(
  member: Member,
  seen: SignedCheckpoint,
  alarm: { readonly name: 'fork' | 'split-view'; readonly where: string },
): Promise<Comparison> {
  if (seen.size === 0) return 'same'
  const expected = pendingAt(member.store, seen.size)?.root ?? (await ownRoot(member, seen.size))
  if (!expected) return 'unknown'
  if (equalBytes(expected, seen.root)) return 'same'
  const ours = ownCheckpoint(member, seen.size)
  const { name, where } = alarm
  raiseAlarm(
    member.store,
    {
      name,
      subject: `size/${seen.size}`,
      detail: `${where} shows a checkpoint of ${seen.size} entries, signed by the log, with another root than the tree that this member holds`,
      evidence: ours ? await makeForkEvidence(member, seen, ours) : seen.note,
    },
    member.now().epochMilliseconds,
  )
  return 'other'
}

/** Undefined also where this member's own tiles are broken: that has an alarm of its own. */
async function ownRoot({ mirror, store, now }: Member, size: number): Promise<Uint8Array | undefined> {
  try {
    return await mirror.rootAt(size)
  } catch (error) {
    if (!(error instanceof TlogError)) throw error
    const detail = `a tile on this member's disk has changed: ${error.message}`
    raiseAlarm(store, { name: 'own-tile-changed', subject: 'edge', detail }, now().epochMilliseconds)
    return undefined
  }
}
