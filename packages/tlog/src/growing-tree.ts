import { concatBytes, equalBytes } from './bytes.ts'
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts'
import { Frontier } from './frontier.ts'
import { leafHash } from './rfc6962.ts'
import type { NodePosition } from './subtree.ts'
import { type EntryBundle, entryBundlePath, partialTiles, type Tile, tileHeight, tilePath, tileWidth } from './tile.ts'
import { openTiles, type TileReader, tileHashes } from './tile-hash-reader.ts'
import { mismatch, outOfRange } from './tlog-error.ts'

/** A tile or a bundle to be written, by its path below the log's prefix. */
export interface TreeFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Where a tree's files lie. */
export interface TreeFiles extends TileReader {
  readTile(tile: Tile): Promise<Uint8Array | undefined>
  readBundle(bundle: EntryBundle): Promise<Uint8Array | undefined>
}

/**
 * The right edge of a growing tree in memory: what it takes to add entries and to write each full tile and bundle once.
 * It is ahead of the disk while files are being written.
 */
export class GrowingTree {
  readonly #frontier: Frontier
  /** By tile level: the hashes of the tile that isn't full. */
  readonly #edges: Uint8Array[][]
  /** The entries of the bundle that isn't full. */
  #entries: Uint8Array[]

  private constructor(frontier: Frontier, edges: Uint8Array[][], entries: Uint8Array[]) {
    this.#frontier = frontier
    this.#edges = edges
    this.#entries = entries
  }

  static empty(): GrowingTree {
    return new GrowingTree(new Frontier(), [], [])
  }

  /** The tree of this size and root, from files that are not trusted. Throws `mismatch` or `malformed`, naming the tile. */
  static async read(files: TreeFiles, size: number, root: Uint8Array): Promise<GrowingTree> {
    if (size === 0) return GrowingTree.empty()
    const hashes = await openTiles(files, size, root)
    const frontier = new Frontier(size, await hashes.readHashes(Frontier.positions(size)))
    const edges: Uint8Array[][] = []
    for (const tile of partialTiles(size)) {
      edges[tile.level] = tileHashes((await files.readTile(tile)) ?? new Uint8Array(0), tile.width)
    }
    const width = size % tileWidth
    if (width === 0) return new GrowingTree(frontier, edges, [])
    const index = Math.floor(size / tileWidth)
    const entries = decodeEntryBundle((await files.readBundle({ index, width })) ?? new Uint8Array(0), width)
    const changed = entries.findIndex((entry, at) => !equalBytes(leafHash(entry), edges[0]![at]!))
    if (changed >= 0) throw mismatch(`entry ${index * tileWidth + changed} in its bundle is not the one in the tiles`)
    return new GrowingTree(frontier, edges, entries)
  }

  get size(): number {
    return this.#frontier.size
  }

  root(): Uint8Array {
    return this.#frontier.root()
  }

  /** The leaf hashes of the bundle that isn't full. */
  openLeaves(): readonly Uint8Array[] {
    return this.#edges[0] ?? []
  }

  /** Adds the next entry; `full` is told of each tile and bundle that got full by it. */
  append(entry: Uint8Array, leaf: Uint8Array, full: (file: TreeFile) => void): void {
    const bundle = Math.floor(this.size / tileWidth)
    this.#entries.push(entry)
    if (this.#entries.length === tileWidth) {
      full({ path: entryBundlePath({ index: bundle, width: tileWidth }), bytes: encodeEntryBundle(this.#entries) })
      this.#entries = []
    }
    this.#frontier.append(leaf, (position, hash) => this.#complete(position, hash, full))
  }

  /**
   * Adds a whole bundle whose subtree root is known: a two hundred and fifty-sixth of the hashing. Throws `out-of-range` unless the
   * tree ends where a bundle begins.
   */
  appendBundle(
    entries: readonly Uint8Array[],
    leaves: readonly Uint8Array[],
    root: Uint8Array,
    full: (file: TreeFile) => void,
  ): void {
    if (entries.length !== tileWidth || leaves.length !== tileWidth) {
      throw outOfRange(`a whole bundle has ${tileWidth} entries, not ${entries.length}`)
    }
    const index = this.size / tileWidth
    this.#frontier.appendComplete(tileHeight, root, (position, hash) => this.#complete(position, hash, full))
    full({ path: entryBundlePath({ index, width: tileWidth }), bytes: encodeEntryBundle(entries) })
    full({ path: tilePath({ level: 0, index, width: tileWidth }), bytes: concatBytes(...leaves) })
  }

  #complete({ level, index }: NodePosition, hash: Uint8Array, full: (file: TreeFile) => void): void {
    if (level % tileHeight !== 0) return
    const tileLevel = level / tileHeight
    this.#edges[tileLevel] ??= []
    const edge = this.#edges[tileLevel]
    edge.push(hash)
    if (edge.length < tileWidth) return
    const tile = { level: tileLevel, index: Math.floor(index / tileWidth), width: tileWidth }
    full({ path: tilePath(tile), bytes: concatBytes(...edge) })
    this.#edges[tileLevel] = []
  }

  /** The partial tiles and the partial bundle of this size. */
  partials(): TreeFile[] {
    const files = partialTiles(this.size).map((tile) => ({
      path: tilePath(tile),
      bytes: concatBytes(...this.#edges[tile.level]!),
    }))
    if (this.#entries.length === 0) return files
    const bundle = { index: Math.floor(this.size / tileWidth), width: this.#entries.length }
    return [...files, { path: entryBundlePath(bundle), bytes: encodeEntryBundle(this.#entries) }]
  }
}
