import { randomInt } from 'node:crypto'
import { encodeEntries, entryBundlePath, equalBytes, type Tile, tileAt, tilePath, tileWidth } from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import { RemoteTiles } from './fetch-resource.ts'
import { faultOf } from './scrub-files.ts'

/**
 * Fetches a tile and an entry bundle of the published log, chosen by chance, and compares them with the ones that are held
 * here: what once was published must not change. Raises `tile-changed`. Throws if the log can't be reached or lacks one.
 */
export async function sampleLog(member: Member, publishedSize: number, choose = randomInt): Promise<void> {
  const { size: held } = member.mirror.held
  // Partial tiles are published for published sizes only; below, there are full ones.
  const size = publishedSize <= held ? publishedSize : held - (held % tileWidth)
  if (size === 0) return
  const remote = new RemoteTiles(member.settings.log.url)
  const levels = Math.floor(Math.log2(size) / 8) + 1
  const level = choose(levels)
  const tile = tileAt(level, choose(Math.ceil(Math.floor(size / tileWidth ** level) / tileWidth)), size)
  const ownTile = await member.mirror.files.readTile(tile)
  const covered = tileAt(0, Math.min(tile.index * tileWidth ** level, Math.ceil(size / tileWidth) - 1), size)
  if (ownTile && !equalBytes(await remote.readTile(tile), ownTile)) await sayChanged(member, tilePath(tile), covered)

  const bottom = tileAt(0, choose(Math.ceil(size / tileWidth)), size)
  const bundle = { index: bottom.index, width: bottom.width }
  const own = await member.mirror.files.readBundle(bundle)
  const theirs = encodeEntries(await remote.readEntries(bundle))
  if (own && !equalBytes(theirs, own)) await sayChanged(member, entryBundlePath(bundle), bottom)
}

/** Unless the file that differs is this member's own: then scrubbing says so. `bottom` is a tile below it. */
async function sayChanged(member: Member, path: string, bottom: Tile): Promise<void> {
  if (await faultOf(member.mirror, bottom)) return
  const detail = `${member.settings.log.url}/${path} is not what this member was given and holds`
  raiseAlarm(member.store, { name: 'tile-changed', subject: path, detail }, member.now().epochMilliseconds)
}
