import {
  type AddCheckpoint,
  cosign,
  emptyRoot,
  equalBytes,
  formatNote,
  formatSignatureLine,
  type NoteSignature,
  openNote,
  parseCheckpoint,
  parseNote,
  type ReadCheckpoint,
  TlogError,
  verifyConsistency,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import type { Member } from '../member.ts'
import { stoppingAlarms } from '../storage/alarms.ts'
import {
  addPending,
  latestPending,
  recordCosignature,
  type SignedCheckpoint,
  saveWitnessNote,
} from '../storage/checkpoints.ts'
import { compareCheckpoint } from './compare-checkpoint.ts'

/** The answer to `add-checkpoint`: the witness's lines (none if it doesn't serve as one), or why not, by HTTP status. */
export type CheckpointAnswer =
  | { readonly status: 200; readonly cosignatures: string }
  | { readonly status: 400 | 403 | 404 | 422; readonly reason: string }
  | { readonly status: 409; readonly size: number }

/**
 * `add-checkpoint` of tlog-witness, which tlog-mirror takes over: moves the pending checkpoint forward. Refusals in the order
 * of the specification: malformed (400), unknown origin (404), no valid log signature (403), old size above the new one
 * (400), old size that isn't ours (409), and what the proof doesn't show (422). A checkpoint of another tree raises the
 * alarm `fork`. Comparing and persisting are one transaction. Never signs with the mirror key.
 */
export async function acceptCheckpoint(member: Member, request: AddCheckpoint): Promise<CheckpointAnswer> {
  const opened = await openCheckpoint(member, request.checkpoint)
  if ('status' in opened) return opened
  const { checkpoint, signed } = opened
  if (request.oldSize > checkpoint.size) return { status: 400, reason: 'the old size is above that of the checkpoint' }
  await compareCheckpoint(member, signed, { name: 'fork', where: 'a request to this member' })

  const nowMilliseconds = member.now().epochMilliseconds
  const timeSeconds = Math.floor(nowMilliseconds / 1_000)
  const { text, signatures } = parseNote(signed.note)
  const witness = await witnessCosignature(member, text, timeSeconds)
  return member.store.transaction<CheckpointAnswer>(() => {
    const latest = latestPending(member.store)
    const refusal = refusalOf(request, checkpoint, latest)
    if (refusal) return refusal
    addPending(member.store, signed, nowMilliseconds)
    if (!witness || stoppingAlarms(member.store).length > 0) return { status: 200, cosignatures: '' }
    const { size, root } = checkpoint
    recordCosignature(member.store, { keyId: witness.keyId, size, timeSeconds, root })
    saveWitnessNote(member.store, formatNote({ text, signatures: [...signatures, witness] }))
    return { status: 200, cosignatures: formatSignatureLine(witness) }
  })
}

/** The steps that need the recorded checkpoint: within the transaction that replaces it. */
function refusalOf(
  { oldSize, proof }: AddCheckpoint,
  { size, root }: ReadCheckpoint,
  latest: SignedCheckpoint | undefined,
): Exclude<CheckpointAnswer, { status: 200 }> | undefined {
  const recorded = latest?.size ?? 0
  if (oldSize !== recorded) return { status: 409, size: recorded }
  if (size === 0 && !equalBytes(root, emptyRoot())) return { status: 422, reason: 'an empty log has the empty root' }
  if (oldSize === 0) return proof.length > 0 ? { status: 422, reason: 'from size 0 the proof is empty' } : undefined
  if (oldSize === size && latest && !equalBytes(root, latest.root)) {
    return { status: 422, reason: `the log has signed another root of ${size} entries: this is a fork` }
  }
  try {
    verifyConsistency({ oldSize, oldRoot: latest!.root, newSize: size, newRoot: root, proof })
  } catch (error) {
    if (error instanceof TlogError) return { status: 422, reason: error.message }
    throw error
  }
  return undefined
}

/** Reads a checkpoint and the log's signatures under it, by its key or also by former ones; others' lines are dropped. */
export async function openCheckpoint(
  member: Pick<Member, 'settings'>,
  note: string,
  { alsoFormer = false }: { readonly alsoFormer?: boolean } = {},
): Promise<
  | { readonly checkpoint: ReadCheckpoint; readonly signed: SignedCheckpoint }
  | { readonly status: 400 | 403 | 404; readonly reason: string }
> {
  const { formerKeys, key } = member.settings.log
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text)
    if (checkpoint.origin !== key.name)
      return { status: 404, reason: `the log ${checkpoint.origin} is not mirrored here` }
    const { text, signatures } = await openNote(note, alsoFormer ? [key, ...formerKeys] : [key], nodeVerifier)
    const { size, root } = checkpoint
    const signed = { size, root, note: formatNote({ text, signatures: signatures.map(({ line }) => line) }) }
    return { checkpoint, signed }
  } catch (error) {
    if (!(error instanceof TlogError)) throw error
    const isSignature = error.code === 'bad-signature' || error.code === 'unsigned'
    return { status: isSignature ? 403 : 400, reason: error.message }
  }
}

async function witnessCosignature(
  { settings, keys }: Member,
  text: string,
  timeSeconds: number,
): Promise<NoteSignature | undefined> {
  if (!settings.witness) return undefined
  try {
    return await cosign(keys.witness, text, timeSeconds)
  } catch (error) {
    // An empty log with another root: refused below, with its own status.
    if (error instanceof TlogError) return undefined
    throw error
  }
}
