import {
  decodeEntryBundle,
  entryBundlePath,
  equalBytes,
  type HashReader,
  leafHash,
  type Tile,
  tileAt,
  tilePath,
  tileWidth,
} from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { raiseAlarm } from '../storage/alarms.ts'

/** Bundles that one round of scrubbing reads. */
const bundlesPerRound = 64

/** Reads this member's own files again, a part at a time, from the beginning to the end and anew. */
export class Scrubber {
  readonly #member: Member
  #next = 0

  constructor(member: Member) {
    this.#member = member
  }

  /** One part. Raises `own-tile-changed` with the file's name, and returns which bundles are broken. */
  async round(): Promise<number[]> {
    const { mirror, store, now } = this.#member
    const { size } = mirror.held
    const bundles = Math.ceil(size / tileWidth)
    if (this.#next >= bundles) this.#next = 0
    const until = Math.min(bundles, this.#next + bundlesPerRound)
    const broken: number[] = []
    // Opened for each part anew: what is kept of the edge must be what lies on the disk.
    const hashes = mirror.hashes()
    for (; this.#next < until; this.#next++) {
      const fault = await faultOf(mirror, tileAt(0, this.#next, size), hashes)
      if (!fault) continue
      const alarm = { name: 'own-tile-changed', subject: fault.path, detail: fault.detail }
      raiseAlarm(store, alarm, now().epochMilliseconds)
      broken.push(this.#next)
    }
    return broken
  }
}

/** What is wrong with a bundle on this member's disk, its tile, or a tile above it. */
export async function faultOf(
  mirror: Member['mirror'],
  tile: Tile,
  hashes: Promise<HashReader> = mirror.hashes(),
): Promise<{ readonly path: string; readonly detail: string } | undefined> {
  const first = tile.index * tileWidth
  const positions = Array.from({ length: tile.width }, (_, at) => ({ level: 0, index: first + at }))
  let leaves: readonly Uint8Array[]
  try {
    leaves = await (await hashes).readHashes(positions)
  } catch (error) {
    const detail = `a tile on this member's disk has changed: ${error instanceof Error ? error.message : error}`
    return { path: tilePath(tile), detail }
  }
  const path = entryBundlePath({ index: tile.index, width: tile.width })
  try {
    const bytes = await mirror.files.readBundle({ index: tile.index, width: tile.width })
    if (!bytes) return { path, detail: `${path} is missing on this member's disk` }
    const at = decodeEntryBundle(bytes, tile.width).findIndex((entry, at) => !equalBytes(leafHash(entry), leaves[at]!))
    return at < 0 ? undefined : { path, detail: `entry ${first + at} on this member's disk has changed` }
  } catch (error) {
    return {
      path,
      detail: `${path} on this member's disk is broken: ${error instanceof Error ? error.message : error}`,
    }
  }
}
