import { concatBytes, equalBytes } from './bytes.ts'
import { type HashReader, readChecked } from './hash-reader.ts'
import { emptyRoot, hashBytes } from './rfc6962.ts'
import { completeNodes, joinNodes, type NodePosition, perfectRoot } from './subtree.ts'
import { partialTiles, requireTile, type Tile, tileAt, tileHeight, tileOfNode, tilePath, tileWidth } from './tile.ts'
import { malformed, mismatch } from './tlog-error.ts'

/** Where tiles come from: a folder, an object store, someone else's web server. It is not trusted. */
export interface TileReader {
  /**
   * The bytes of these tiles, in their order. A partial tile may be answered by the first hashes of the full one: a log
   * may delete partial tiles once the full one exists (tlog-tiles, "Partial Tiles").
   */
  readTiles(tiles: readonly Tile[]): Promise<readonly Uint8Array[]>
}

/** The bytes of a tile, from the hashes in `hashes`. */
export async function buildTile(hashes: HashReader, tile: Tile): Promise<Uint8Array> {
  requireTile(tile)
  const positions = Array.from({ length: tile.width }, (_, at) => ({
    level: tile.level * tileHeight,
    index: tile.index * tileWidth + at,
  }))
  return concatBytes(...(await readChecked(hashes, positions)))
}

/** The hashes in a tile's bytes. Throws `malformed` unless there are exactly `width`. */
export function tileHashes(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * hashBytes) {
    throw malformed(`the tile has ${bytes.length} bytes instead of ${width * hashBytes}, for ${width} hashes`)
  }
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * hashBytes, (at + 1) * hashBytes))
}

/**
 * The hashes of the tree with this size and root, read from tiles that are not trusted: every tile is checked before
 * one of its hashes is used. The partial tiles make up the right edge, so they must lead to the root; the root over a
 * full tile must be the hash that stands for it in its parent, one level up. Keeps no tile but the partial ones (at most
 * seven). Throws `mismatch` and names the tile that someone changed.
 */
export async function openTiles(tiles: TileReader, size: number, root: Uint8Array): Promise<HashReader> {
  const edge = partialTiles(size)
  const trusted = new Map<number, Uint8Array[]>()
  for (const [at, bytes] of (await readEach(tiles, edge)).entries()) trusted.set(keyOf(edge[at]!), bytes)

  const edgeHashes = completeNodes({ start: 0, end: size }).map((node) => hashInTiles(node, size, trusted))
  const calculated = size === 0 ? emptyRoot() : joinNodes(edgeHashes)
  if (!equalBytes(calculated, root)) throw mismatch(`the partial tiles do not lead to the root of size ${size}`)

  return {
    async readHashes(positions) {
      const needed = new Map<number, Tile>()
      for (const position of positions) {
        const { tile } = tileOfNode(position, size)
        if (needed.has(keyOf(tile))) continue
        for (const one of chainOf(tile, size)) needed.set(keyOf(one), one)
      }
      const known = new Map(trusted)
      const missing = [...needed.values()].filter((tile) => !known.has(keyOf(tile)))
      missing.sort((one, other) => other.level - one.level)
      const found = await readEach(tiles, missing)
      missing.forEach((tile, at) => {
        const expected = hashInTiles({ level: (tile.level + 1) * tileHeight, index: tile.index }, size, known)
        if (!equalBytes(perfectRoot(found[at]!), expected)) {
          throw mismatch(`${tilePath(tile)} is not the tile of this tree: its hashes do not lead to the root`)
        }
        known.set(keyOf(tile), found[at]!)
      })
      return positions.map((position) => hashInTiles(position, size, known))
    },
  }
}

/** A tile and its ancestors up to the first partial one: what it takes to trust it. */
function chainOf(tile: Tile, size: number): Tile[] {
  if (tile.width < tileWidth) return [tile]
  return [tile, ...chainOf(tileAt(tile.level + 1, Math.floor(tile.index / tileWidth), size), size)]
}

/** A number of its own for each tile of a tree: levels go to 6, and an index stays below 2^45. */
function keyOf({ index, level }: Tile): number {
  return level * 2 ** 46 + index
}

function hashInTiles(node: NodePosition, size: number, tiles: ReadonlyMap<number, readonly Uint8Array[]>): Uint8Array {
  const { tile, first, count } = tileOfNode(node, size)
  const hashes = tiles.get(keyOf(tile))!
  return count === 1 ? hashes[first]! : perfectRoot(hashes.slice(first, first + count))
}

async function readEach(tiles: TileReader, wanted: readonly Tile[]): Promise<Uint8Array[][]> {
  if (wanted.length === 0) return []
  const found = await tiles.readTiles(wanted)
  if (found.length !== wanted.length) throw malformed(`got ${found.length} tiles instead of ${wanted.length}`)
  return wanted.map((tile, at) => {
    const bytes = found[at]!
    const isFull = bytes.length === tileWidth * hashBytes
    return tileHashes(isFull ? bytes.subarray(0, tile.width * hashBytes) : bytes, tile.width)
  })
}
