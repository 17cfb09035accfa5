import {
  buildTile,
  encodeEntryBundle,
  entryBundlePath,
  equalBytes,
  leafHash,
  openTiles,
  partialTiles,
  type Tile,
  tileAt,
  tilePath,
  tileWidth,
} from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { RemoteTiles } from './fetch-resource.ts'

/**
 * Puts the files of a bundle right from the log or another mirror: the bundle, its tile, the tiles above it, and the partial
 * ones. All are checked against the root that this member holds, so nobody has to be trusted. The alarm stays until someone
 * has looked. Throws if the source doesn't have them.
 */
export async function repairFiles({ mirror }: Pick<Member, 'mirror'>, prefix: string, bundle: number): Promise<void> {
  const { size, root } = mirror.held
  const remote = new RemoteTiles(prefix)
  const hashes = await openTiles(remote, size, root)
  const tiles = new Map<string, Tile>(partialTiles(size).map((tile) => [tilePath(tile), tile]))
  for (let level = 0, index = bundle; index * tileWidth < Math.floor(size / tileWidth ** level); level++) {
    const tile = tileAt(level, index, size)
    tiles.set(tilePath(tile), tile)
    index = Math.floor(index / tileWidth)
  }
  const bottom = tileAt(0, bundle, size)
  const leaves = await buildTile(hashes, bottom)
  const entries = await remote.readEntries({ index: bundle, width: bottom.width })
  if (!equalBytes(Buffer.concat(entries.map(leafHash)), leaves))
    throw new Error(`${prefix} has other entries in bundle ${bundle}`)
  const files = [{ path: entryBundlePath({ index: bundle, width: bottom.width }), bytes: encodeEntryBundle(entries) }]
  for (const [path, tile] of tiles) files.push({ path, bytes: await buildTile(hashes, tile) })
  await mirror.files.write(files)
}
