import { requireIndex, requireSize } from './size.ts'
import type { NodePosition } from './subtree.ts'
import { malformed, outOfRange } from './tlog-error.ts'

/** Levels of the tree in one tile (tlog-tiles, "Merkle Tree"). */
export const tileHeight = 8

/** Hashes in a full tile, entries in a full bundle. */
export const tileWidth = 2 ** tileHeight

/** tlog-tiles allows levels up to 63; sizes below 2^53 use 0 to 6. */
export const maxTileLevel = 63

/**
 * `width` hashes (1 to 256) of tree level 8 x `level`, from hash 256 x `index` on. Each is the root of a full tile of
 * the level below; on level 0 they are leaf hashes.
 */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly width: number
}

/** The entries behind the level 0 tile of the same index and width. */
export interface EntryBundle {
  readonly index: number
  readonly width: number
}

/** The path below the log's prefix: `tile/<L>/<N>[.p/<W>]` (tlog-tiles, "Merkle Tree"). */
export function tilePath(tile: Tile): string {
  requireTile(tile)
  return `tile/${tile.level}/${indexPath(tile)}`
}

/** The path below the log's prefix: `tile/entries/<N>[.p/<W>]` (tlog-tiles, "Log entries"). */
export function entryBundlePath(bundle: EntryBundle): string {
  requireTile({ level: 0, ...bundle })
  return `tile/entries/${indexPath(bundle)}`
}

/**
 * The tile, or the bundle (which has no level), that a path names. Throws `malformed` unless the path is exactly the one
 * that `tilePath` or `entryBundlePath` would write, so that one resource has one address.
 */
export function parseTilePath(path: string): Tile | EntryBundle {
  const parts = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (!parts) throw malformed(`${JSON.stringify(path)} is not the path of a tile or an entry bundle`)
  const index = Number(parts[2]!.replaceAll(/[x/]/g, ''))
  const bundle = { index, width: parts[3] === undefined ? tileWidth : Number(parts[3]) }
  const resource = parts[1] === 'entries' ? bundle : { level: Number(parts[1]), ...bundle }
  const canonical = 'level' in resource ? tilePath(resource) : entryBundlePath(resource)
  if (canonical !== path) throw malformed(`${JSON.stringify(path)} would be written ${canonical}`)
  return resource
}

/** How many hashes of tile level `level` a tree of `size` entries has: roots of complete nodes of 256^level entries. */
export function hashesOnTileLevel(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** The tile at this place in a tree of `size` entries, full or partial. Throws `out-of-range` where there is none. */
export function tileAt(level: number, index: number, size: number): Tile {
  requireSize(size, 'size')
  const width = Math.min(tileWidth, hashesOnTileLevel(level, size) - index * tileWidth)
  const tile = { level, index, width }
  if (width < 1) throw outOfRange(`a tree of ${size} entries has no tile ${index} on level ${level}`)
  requireTile(tile)
  return tile
}

/** The bundle that holds entry `index` in a tree of `size` entries. */
export function entryBundleOf(index: number, size: number): EntryBundle {
  requireIndex(index, size)
  const tile = tileAt(0, Math.floor(index / tileWidth), size)
  return { index: tile.index, width: tile.width }
}

/** Where a complete node is found: it is the root over `count` (a power of two) hashes of `tile`, from `first` on. */
export interface TilePlace {
  readonly tile: Tile
  readonly first: number
  readonly count: number
}

/** The place of a complete node in the tiles of a tree of `size` entries. Throws `out-of-range` if it isn't in it. */
export function tileOfNode({ level, index }: NodePosition, size: number): TilePlace {
  requireSize(level, 'level')
  requireSize(index, 'index')
  if ((index + 1) * 2 ** level > size) {
    throw outOfRange(`a tree of ${size} entries has no complete node ${index} on level ${level}`)
  }
  const tileLevel = Math.floor(level / tileHeight)
  const count = 2 ** (level % tileHeight)
  const from = index * count
  return { tile: tileAt(tileLevel, Math.floor(from / tileWidth), size), first: from % tileWidth, count }
}

/**
 * The tiles to write when a tree grows from `oldSize` to `newSize`, level by level: those that got full and the partial
 * ones of the new size (a log must serve these for every size it signs). Lazy, as a first build may need millions.
 */
export function* newTiles(oldSize: number, newSize: number): Generator<Tile> {
  requireGrowth(oldSize, newSize)
  for (let level = 0; hashesOnTileLevel(level, newSize) > 0; level++) {
    const old = hashesOnTileLevel(level, oldSize)
    const now = hashesOnTileLevel(level, newSize)
    if (old === now) continue
    for (let index = Math.floor(old / tileWidth); index * tileWidth < now; index++) yield tileAt(level, index, newSize)
  }
}

/** The entry bundles to write when a tree grows from `oldSize` to `newSize`: those of the new level 0 tiles. */
export function* newEntryBundles(oldSize: number, newSize: number): Generator<EntryBundle> {
  requireGrowth(oldSize, newSize)
  if (oldSize === newSize) return
  for (let index = Math.floor(oldSize / tileWidth); index * tileWidth < newSize; index++) {
    yield { index, width: Math.min(tileWidth, newSize - index * tileWidth) }
  }
}

/** The partial tiles of a tree of `size` entries, level by level: together they hold exactly its right edge. */
export function partialTiles(size: number): Tile[] {
  requireSize(size, 'size')
  const tiles: Tile[] = []
  for (let level = 0; hashesOnTileLevel(level, size) > 0; level++) {
    const hashes = hashesOnTileLevel(level, size)
    const width = hashes % tileWidth
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / tileWidth), width })
  }
  return tiles
}

/** Throws `out-of-range` unless tlog-tiles knows such a tile. */
export function requireTile({ level, index, width }: Tile): void {
  if (!Number.isInteger(level) || level < 0 || level > maxTileLevel) {
    throw outOfRange(`tile level ${level} is not between 0 and ${maxTileLevel}`)
  }
  requireSize(index, 'tile index')
  if (!Number.isInteger(width) || width < 1 || width > tileWidth) {
    throw outOfRange(`tile width ${width} is not between 1 and ${tileWidth}`)
  }
}

function requireGrowth(oldSize: number, newSize: number): void {
  requireSize(oldSize, 'old size')
  requireSize(newSize, 'new size')
  if (newSize < oldSize) throw outOfRange(`a log can't shrink from ${oldSize} to ${newSize} entries`)
}

/** Three digits a path element, all but the last marked with an x: 1234067 is `x001/x234/067`. */
function indexPath({ index, width }: EntryBundle): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === tileWidth ? path : `${path}.p/${width}`
}
