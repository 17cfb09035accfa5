import {
  type EntryPackage,
  emptyRoot,
  equalBytes,
  type HashReader,
  openTiles,
  type PackageRange,
  packageRanges,
  proveConsistency,
  proveSubtreeConsistency,
  subtreeRoot,
  tileWidth,
} from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { acceptCheckpoint } from '../mirror/accept-checkpoint.ts'
import { cosignMirror } from '../mirror/cosign-mirror.ts'
import { latestPending, mirrorState, type SignedCheckpoint } from '../storage/checkpoints.ts'
import { RemoteTiles } from './fetch-resource.ts'
import type { CatchUp } from './peer-view.ts'
import type { Source } from './read-checkpoint.ts'

/** Bundles that are fetched at once. */
const ahead = 8

/**
 * Pulls what this member lacks of a signed tree from the log or from another mirror (tlog-mirror allows other ways of updating).
 * Nothing that comes is trusted: the checkpoint goes through `acceptCheckpoint` with a proof made from checked tiles,
 * every bundle through the checks of `add-entries`. Ends by cosigning, unless an alarm is open.
 */
export async function catchUp(
  member: Member,
  source: Source,
  target: SignedCheckpoint,
  progress: (state: CatchUp) => void,
): Promise<void> {
  const { mirror, store, logger } = member
  const remote = new RemoteTiles(source.prefix)
  const hashes = await openTiles(remote, target.size, target.root)
  await bindTo(member, hashes, target)

  const bundles = pull(remote, hashes, mirror.held.size, target.size)
  for await (const { range, entries, proof } of bundles) {
    await mirror.take(range, { entries, proof }, target)
    progress({ from: source.name, entries: mirror.held.size, target: target.size })
  }
  await mirror.flush()
  if (mirrorState(store).size < target.size) await cosignMirror(member, target)
  logger.info({ from: source.name, entries: mirror.held.size }, 'caught up')
}

/** Makes the target a pending checkpoint. Throws if it isn't of the tree that this member is bound to. */
async function bindTo(member: Member, hashes: HashReader, target: SignedCheckpoint): Promise<void> {
  const latest = latestPending(member.store)
  if (latest && latest.size >= target.size) {
    const expected = await subtreeRootOf(member, target.size)
    if (expected && !equalBytes(expected, target.root)) throw new Error('the log shows another tree: nothing is pulled')
    return
  }
  const oldSize = latest?.size ?? 0
  const proof = oldSize === 0 ? [] : await proveConsistency(hashes, oldSize, target.size)
  const answer = await acceptCheckpoint(member, { oldSize, proof, checkpoint: target.note })
  // 409: the log itself was faster, with the same or a later one.
  if (answer.status === 200 || answer.status === 409) return
  const theirs = await subtreeRoot(hashes, { start: 0, end: oldSize })
  const isFork = latest !== undefined && !equalBytes(theirs, latest.root)
  throw new Error(
    `its checkpoint of ${target.size} entries is refused${isFork ? ': it is of another tree' : ''}: ${answer.reason}`,
  )
}

async function subtreeRootOf(member: Member, size: number): Promise<Uint8Array | undefined> {
  return size === 0 ? emptyRoot() : member.mirror.rootAt(size)
}

async function* pull(
  remote: RemoteTiles,
  hashes: HashReader,
  from: number,
  size: number,
): AsyncGenerator<EntryPackage & { readonly range: PackageRange }> {
  const waiting: Promise<EntryPackage & { readonly range: PackageRange }>[] = []
  const fetchOne = async (range: PackageRange) => {
    const { subtreeStart, start, end } = range
    const [bundle, proof] = await Promise.all([
      remote.readEntries({ index: subtreeStart / tileWidth, width: end - subtreeStart }),
      proveSubtreeConsistency(hashes, { start: subtreeStart, end }, size),
    ])
    return { range, entries: bundle.slice(start - subtreeStart), proof }
  }
  for (const range of packageRanges(from, size)) {
    const next = fetchOne(range)
    // It is awaited later; until then a fault must not end the process.
    next.catch(() => undefined)
    waiting.push(next)
    if (waiting.length >= ahead) yield await waiting.shift()!
  }
  for (const next of waiting) yield await next
}
