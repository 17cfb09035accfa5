import {
  decodeEntryBundle,
  GrowingTree,
  type HashReader,
  leafHash,
  openTiles,
  proveConsistency,
  proveSubtreeConsistency,
  type Tile,
  type TileStore,
  type TreeFile,
  tilePath,
  tileWidth,
  utf8,
} from '@tongzhou/tlog'
import type { Reader } from '../commit/platform.ts'
import type { LogView } from './members-client.ts'
import { entriesFrom, type LogHead } from './store.ts'

/** The database's leaves do not give the root that it states for them: somebody changed it by hand. Nothing is signed. */
export class LogContradicted extends Error {
  override readonly name = 'LogContradicted'
}

const leavesAtOnce = 2_000
/** Bundles kept decoded, for members that are not far behind. */
const bundlesKept = 256

/** Writes the log's tiles and entry bundles as it grows, and proves from them. */
export class TreeWriter {
  readonly #files: TileStore
  #tree: GrowingTree
  readonly #entries = new Map<number, Uint8Array[]>()
  /** Files of the newest growth, so that they are not read back for each member. */
  #fresh = new Map<string, Uint8Array>()

  private constructor(files: TileStore, tree: GrowingTree) {
    this.#files = files
    this.#tree = tree
  }

  /** At a size whose files were written before. Throws `mismatch` where they do not lead to the root. */
  static async open(files: TileStore, size: number, root: Uint8Array): Promise<TreeWriter> {
    return new TreeWriter(files, await GrowingTree.read(files, size, root))
  }

  static empty(files: TileStore): TreeWriter {
    return new TreeWriter(files, GrowingTree.empty())
  }

  get size(): number {
    return this.#tree.size
  }

  /**
   * Grows to a head of the database: every new tile and bundle is on the disk when this returns. Throws `LogContradicted`; this
   * writer is of no more use then.
   */
  async growTo(reader: Reader, head: LogHead): Promise<void> {
    if (head.size === this.#tree.size) return
    const files: TreeFile[] = []
    while (this.#tree.size < head.size) {
      const rows = await entriesFrom(reader, this.#tree.size, Math.min(leavesAtOnce, head.size - this.#tree.size))
      if (rows[0]?.leafIndex !== this.#tree.size) throw contradicted(`leaf ${this.#tree.size} is gone`)
      for (const { entry, leafIndex } of rows) {
        if (leafIndex !== this.#tree.size) throw contradicted(`leaf ${this.#tree.size} is gone`)
        const bytes = utf8(entry)
        this.#keep(this.#tree.size, bytes)
        this.#tree.append(bytes, leafHash(bytes), (file) => files.push(file))
      }
    }
    if (Buffer.compare(this.#tree.root(), head.root) !== 0) {
      throw contradicted(`the leaves up to ${head.size} do not give the root that is stated for them`)
    }
    const fullPaths = files.map(({ path }) => path)
    files.push(...this.#tree.partials())
    await this.#files.write(files)
    await this.#files.dropPartials(fullPaths)
    this.#fresh = new Map(files.map(({ bytes, path }) => [path, bytes]))
  }

  #keep(index: number, entry: Uint8Array): void {
    const bundle = Math.floor(index / tileWidth)
    const kept = this.#entries.get(bundle)
    if (kept) kept.push(entry)
    else if (index % tileWidth === 0) this.#entries.set(bundle, [entry])
    this.#entries.delete(bundle - bundlesKept)
  }

  /** What members need of the tree at its present size, each proof made once. */
  async view(root: Uint8Array): Promise<LogView> {
    const size = this.size
    const hashes = await this.#hashes(size, root)
    const subtrees = new Map<string, Promise<readonly Uint8Array[]>>()
    const consistencies = new Map<number, Promise<readonly Uint8Array[]>>()
    return {
      proveConsistency: (oldSize) => once(consistencies, oldSize, () => proveConsistency(hashes, oldSize, size)),
      proveSubtree: (start, end) =>
        once(subtrees, `${start}-${end}`, () => proveSubtreeConsistency(hashes, { start, end }, size)),
      entries: (start, end) => this.#readEntries(start, end, size),
      bodies: new Map(),
    }
  }

  #hashes(size: number, root: Uint8Array): Promise<HashReader> {
    const fresh = this.#fresh
    const files = this.#files
    const readOne = async (tile: Tile) => fresh.get(tilePath(tile)) ?? (await files.readTiles([tile]))[0]!
    return openTiles({ readTiles: (tiles) => Promise.all(tiles.map(readOne)) }, size, root)
  }

  /** Entries of one bundle. */
  async #readEntries(start: number, end: number, size: number): Promise<readonly Uint8Array[]> {
    const index = Math.floor(start / tileWidth)
    const first = index * tileWidth
    const kept = this.#entries.get(index)
    if (kept && kept.length >= end - first) return kept.slice(start - first, end - first)
    const width = Math.min(tileWidth, size - first)
    const bytes = await this.#files.readBundle({ index, width })
    if (!bytes) throw new LogContradicted(`entry bundle ${index} of the log is gone from its folder`)
    return decodeEntryBundle(bytes, width).slice(start - first, end - first)
  }
}

function once<Key, Value>(made: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const value = made.get(key) ?? make()
  made.set(key, value)
  return value
}

function contradicted(what: string): LogContradicted {
  return new LogContradicted(`${what}: the database was changed by hand. Nothing is signed; run "tongzhou verify".`)
}
