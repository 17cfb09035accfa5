import { type AddEntriesUpload, equalBytes, type MirrorInfo, packageRanges, parseNote, TlogError } from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { latestPending, mirrorState, pendingAt, type SignedCheckpoint } from '../storage/checkpoints.ts'
import { cosignMirror, describeAlarms } from './cosign-mirror.ts'

/** Entries that a client may send again in one request: the most that one request should hold. */
const maxExcessEntries = 8_192

/** The answer to `add-entries`, by HTTP status. */
export type EntriesAnswer =
  | { readonly status: 200; readonly cosignatures: string }
  | { readonly status: 202 | 409; readonly info: MirrorInfo }
  | { readonly status: 400 | 403 | 404 | 422; readonly reason: string }

/**
 * `add-entries` of tlog-mirror: checks each package as it arrives, writes them in groups, then moves the mirror checkpoint
 * and cosigns it. What was checked is kept whatever comes after it in the body. 403, which the specification leaves
 * open, means that the entries are kept but an alarm is open, and names it.
 */
export async function acceptEntries(member: Member, upload: AddEntriesUpload): Promise<EntriesAnswer> {
  const { mirror } = member
  const target = targetOf(member, upload)
  if ('status' in target) return target

  const read = await takePackages(member, upload, target)
  await mirror.flush()
  if (read.refused !== undefined) return { status: 422, reason: read.refused }
  const isEmpty = upload.uploadStart === upload.uploadEnd
  if (read.packages === 0 && !isEmpty) return { status: 400, reason: read.fault ?? 'the body has no package' }
  if (mirror.held.size < target.size) return { status: 202, info: infoOf(member, target.size) }

  if (mirror.held.size === target.size && !equalBytes(mirror.held.root, target.root)) {
    throw new Error(`the mirrored tree of ${target.size} entries doesn't have the root that its packages proved`)
  }
  const answer = await cosignMirror(member, target)
  switch (answer.kind) {
    case 'cosigned':
      return { status: 200, cosignatures: answer.cosignatures }
    case 'alarmed':
      return { status: 403, reason: describeAlarms(answer.alarms) }
    case 'behind':
      return { status: 409, info: infoOf(member, latestPending(member.store)!.size) }
  }
}

/** The checkpoint that the upload ends at, or why it can't be taken. Nothing of the packages is read yet. */
function targetOf(
  { mirror, store }: Member,
  { origin, uploadStart, uploadEnd }: AddEntriesUpload,
): SignedCheckpoint | Exclude<EntriesAnswer, { status: 200 }> {
  if (origin !== mirror.origin) return { status: 404, reason: `the log ${origin} is not mirrored here` }
  const latest = latestPending(store)
  if (!latest) return { status: 422, reason: 'there is no pending checkpoint: send one by add-checkpoint first' }
  if (mirror.damage !== undefined) return { status: 403, reason: `own-tile-changed: ${mirror.damage}` }
  const state = mirrorState(store)
  const target = pendingAt(store, uploadEnd) ?? mirroredAt(state, uploadEnd)
  const conflict = (size: number) => ({ status: 409, info: infoOf({ mirror }, size) }) as const
  if (!target || uploadEnd < state.size) return conflict(latest.size)
  if (uploadStart > mirror.taken) return conflict(uploadEnd)
  if (Math.min(uploadEnd, mirror.taken) - uploadStart > maxExcessEntries) return conflict(uploadEnd)
  return target
}

function mirroredAt({ size, note }: ReturnType<typeof mirrorState>, wanted: number): SignedCheckpoint | undefined {
  if (size !== wanted || note === null) return undefined
  const [, , root] = parseNote(note).text.split('\n')
  return { size, root: Buffer.from(root!, 'base64'), note }
}

interface Read {
  readonly packages: number
  /** Why the body ended before the last package. */
  readonly fault?: string
  /** Why a package isn't part of the signed tree. */
  readonly refused?: string
}

async function takePackages(
  { mirror, logger }: Member,
  upload: AddEntriesUpload,
  target: SignedCheckpoint,
): Promise<Read> {
  let packages = 0
  for (const _ of packageRanges(upload.uploadStart, upload.uploadEnd)) {
    let next: Awaited<ReturnType<AddEntriesUpload['packages']['next']>>
    try {
      next = await upload.packages.next()
    } catch (error) {
      // Cut off, damaged on its way, or too long: what came whole before it counts.
      const fault = error instanceof Error ? error.message : String(error)
      logger.info({ fault, packages }, 'an upload ended early')
      return { packages, fault }
    }
    if (next.done) break
    try {
      await mirror.take(next.value.range, next.value, target)
    } catch (error) {
      if (error instanceof TlogError) return { packages, refused: error.message }
      throw error
    }
    packages += 1
  }
  return { packages }
}

function infoOf({ mirror }: Pick<Member, 'mirror'>, size: number): MirrorInfo {
  return { size, nextEntry: mirror.held.size, ticket: new Uint8Array(0) }
}
