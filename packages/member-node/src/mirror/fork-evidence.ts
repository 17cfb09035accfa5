import {
  equalBytes,
  formatVerifierKey,
  fromBase64,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  proveConsistency,
  toBase64,
  verifyConsistency,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import type { Member } from '../member.ts'
import { mirrorState, type SignedCheckpoint } from '../storage/checkpoints.ts'

/**
 * A file that proves to anyone that a log signed two trees: two checkpoints under its key, of one size with two roots, or of
 * two sizes with a proof that the larger one has another root at the smaller size.
 */
export interface ForkEvidence {
  readonly format: 'tongzhou-fork-evidence/1'
  readonly logKey: string
  /** The signed note that doesn't belong to the tree of `ours`. */
  readonly other: string
  /** The signed note of the tree that the member holds, at least as large. */
  readonly ours: string
  /** Base64: the root that our tree has at the size of `other`, and the consistency proof from there. */
  readonly rootAtOther: string
  readonly consistency: readonly string[]
}

/** Makes the file for a checkpoint whose root isn't the one that this member has at its size. */
export async function makeForkEvidence(
  member: Pick<Member, 'store' | 'mirror' | 'settings'>,
  other: SignedCheckpoint,
  ours: SignedCheckpoint,
): Promise<string> {
  const held = other.size < ours.size && ours.size <= member.mirror.held.size
  const rootAtOther = other.size === ours.size ? ours.root : await member.mirror.rootAt(other.size)
  const consistency = held ? await proveConsistency(await member.mirror.hashes(), other.size, ours.size) : []
  const evidence: ForkEvidence = {
    format: 'tongzhou-fork-evidence/1',
    logKey: formatVerifierKey(member.settings.log.key),
    other: other.note,
    ours: ours.note,
    rootAtOther: toBase64(rootAtOther ?? ours.root),
    consistency: consistency.map(toBase64),
  }
  return `${JSON.stringify(evidence, null, 2)}\n`
}

/** A signed note of the tree that this member holds: of `size`, or of more from which a proof can be made. */
export function ownCheckpoint(member: Pick<Member, 'store' | 'mirror'>, size: number): SignedCheckpoint | undefined {
  const { note } = mirrorState(member.store)
  const row = member.store
    .statement(
      `select size, root, note from pending_checkpoints
       where size = ? or (size > ? and size <= ?) order by size limit 1`,
    )
    .get(size, size, member.mirror.held.size)
  if (row) return { size: Number(row.size), root: row.root as Uint8Array, note: String(row.note) }
  if (note === null) return undefined
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1))
  return checkpoint.size >= size ? { ...checkpoint, note } : undefined
}

/**
 * Checks such a file offline. Returns what it proves, with the key that signed both: the reader compares the key with the
 * log's. Throws an error with the reason if it proves nothing.
 */
export async function checkForkEvidence(text: string): Promise<{ origin: string; logKey: string; sizes: number[] }> {
  const evidence = JSON.parse(text) as ForkEvidence
  if (evidence.format !== 'tongzhou-fork-evidence/1') throw new Error('this is not a file of fork evidence')
  const key = parseVerifierKey(evidence.logKey)
  const [other, ours] = await Promise.all(
    [evidence.other, evidence.ours].map(async (note) =>
      parseCheckpoint((await openNote(note, [key], nodeVerifier)).text),
    ),
  )
  if (!other || !ours || other.origin !== ours.origin) throw new Error('the two checkpoints are not of one log')
  const rootAtOther = fromBase64(evidence.rootAtOther)
  if (other.size === ours.size) {
    if (equalBytes(other.root, ours.root)) throw new Error('the two checkpoints say the same')
  } else {
    const proof = evidence.consistency.map(fromBase64)
    verifyConsistency({ oldSize: other.size, oldRoot: rootAtOther, newSize: ours.size, newRoot: ours.root, proof })
    if (equalBytes(other.root, rootAtOther))
      throw new Error('the smaller checkpoint is the beginning of the larger one')
  }
  return { origin: ours.origin, logKey: evidence.logKey, sizes: [other.size, ours.size] }
}
