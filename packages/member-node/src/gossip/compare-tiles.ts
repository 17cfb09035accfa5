import { randomInt } from 'node:crypto'
import {
  decodeEntryBundle,
  encodeEntries,
  entryBundlePath,
  equalBytes,
  leafHash,
  type Tile,
  tileAt,
  tilePath,
  tileWidth,
} from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import { RemoteTiles } from './fetch-resource.ts'

/**
 * Fetches a tile and an entry bundle of the published log, chosen by chance, and compares them with the ones that are held
 * here: what once was published must not change. Raises `tile-changed`. Throws if the log can't be reached or lacks one.
 */
export async function sampleLog(member: Member, publishedSize: number, choose = randomInt): Promise<void> {
  const size = Math.min(publishedSize, member.mirror.held.size)
  if (size === 0) return
  const remote = new RemoteTiles(member.settings.log.url)
  const levels = Math.floor(Math.log2(size) / 8) + 1
  const level = choose(levels)
  const tile = tileAt(level, choose(Math.ceil(Math.floor(size / tileWidth ** level) / tileWidth)), size)
  const ownTile = await member.mirror.files.readTile(tile)
  if (ownTile && !equalBytes(await remote.readTile(tile), ownTile)) await sayChanged(member, tilePath(tile))

  const bottom = tileAt(0, choose(Math.ceil(size / tileWidth)), size)
  const bundle = { index: bottom.index, width: bottom.width }
  const own = await member.mirror.files.readBundle(bundle)
  const theirs = encodeEntries(await remote.readEntries(bundle))
  if (own && !equalBytes(theirs, own)) await sayChanged(member, entryBundlePath(bundle))
}

async function sayChanged(member: Member, path: string): Promise<void> {
  const detail = `${member.settings.log.url}/${path} is not what this member was given and holds`
  raiseAlarm(member.store, { name: 'tile-changed', subject: path, detail }, member.now().epochMilliseconds)
}

/** Bundles that one round of scrubbing reads. */
const bundlesPerRound = 64

/** Reads this member's own files again, a part at a time, from the beginning to the end and anew. */
export class Scrubber {
  readonly #member: Member
  #next = 0

  constructor(member: Member) {
    this.#member = member
  }

  /** One part. Raises `own-tile-changed` with the file's name. Returns whether it has come to the end. */
  async round(): Promise<boolean> {
    const { mirror, store, now } = this.#member
    const { size } = mirror.held
    const bundles = Math.ceil(size / tileWidth)
    if (this.#next >= bundles) this.#next = 0
    const until = Math.min(bundles, this.#next + bundlesPerRound)
    for (; this.#next < until; this.#next++) {
      const fault = await this.#faultOf(tileAt(0, this.#next, size))
      if (!fault) continue
      const alarm = { name: 'own-tile-changed', subject: fault.path, detail: fault.detail }
      raiseAlarm(store, alarm, now().epochMilliseconds)
    }
    return this.#next >= bundles
  }

  async #faultOf(tile: Tile): Promise<{ path: string; detail: string } | undefined> {
    const { mirror } = this.#member
    const first = tile.index * tileWidth
    const positions = Array.from({ length: tile.width }, (_, at) => ({ level: 0, index: first + at }))
    let leaves: readonly Uint8Array[]
    try {
      leaves = await (await mirror.hashes()).readHashes(positions)
    } catch (error) {
      const detail = `a tile on this member's disk has changed: ${error instanceof Error ? error.message : error}`
      return { path: tilePath(tile), detail }
    }
    const path = entryBundlePath({ index: tile.index, width: tile.width })
    try {
      const bytes = await mirror.files.readBundle({ index: tile.index, width: tile.width })
      if (!bytes) return { path, detail: `${path} is missing on this member's disk` }
      const at = decodeEntryBundle(bytes, tile.width).findIndex(
        (entry, at) => !equalBytes(leafHash(entry), leaves[at]!),
      )
      return at < 0 ? undefined : { path, detail: `entry ${first + at} on this member's disk has changed` }
    } catch (error) {
      return {
        path,
        detail: `${path} on this member's disk is broken: ${error instanceof Error ? error.message : error}`,
      }
    }
  }
}
