import { createHash } from 'node:crypto'
import { join } from 'node:path'
import {
  type EntryPackage,
  Frontier,
  GrowingTree,
  type HashReader,
  leafHash,
  openTiles,
  type PackageRange,
  subtreeRoot,
  type TreeFile,
  tileWidth,
  verifySubtreeConsistency,
} from '@tongzhou/tlog'
import { TileFolder } from '@tongzhou/tlog/node'
import { type NewAlarm, raiseAlarm } from '../storage/alarms.ts'
import { mirrorState, type SignedCheckpoint, saveEntries } from '../storage/checkpoints.ts'
import type { Store } from '../storage/store.ts'

/** Bytes of entries that wait to be written before an upload has to wait too. */
const maxWaitingBytes = 8 * 2 ** 20

export interface MirrorOptions {
  readonly store: Store
  readonly folder: string
  readonly origin: string
  readonly now: () => Temporal.Instant
  /** What the entries say, checked within the transaction that records them as held: the monitor. */
  readonly check: (entries: readonly HeldEntry[], now: Temporal.Instant) => readonly NewAlarm[]
}

/** An entry and its index in the log. */
export interface HeldEntry {
  readonly index: number
  readonly bytes: Uint8Array
}

/**
 * The mirrored tree. Entries come in packages that are proven to be in a signed tree, grow the tree in memory at once, and
 * are written in groups: files first, then, in one transaction, what the monitor says of them and the new size.
 */
export class Mirror {
  readonly files: TileFolder
  readonly origin: string
  readonly #store: Store
  readonly #now: () => Temporal.Instant
  readonly #check: MirrorOptions['check']
  #tree: GrowingTree
  #damage: string | undefined
  #held: { readonly size: number; readonly root: Uint8Array }
  #files: TreeFile[] = []
  #entries: HeldEntry[] = []
  #bytes = 0
  #edgePaths = new Set<string>()
  #writing: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  private constructor(options: MirrorOptions, files: TileFolder, tree: GrowingTree, damage?: string) {
    const { entries, root } = mirrorState(options.store)
    this.#store = options.store
    this.#now = options.now
    this.#check = options.check
    this.origin = options.origin
    this.files = files
    this.#tree = tree
    this.#held = { size: entries, root }
    this.#damage = damage
  }

  /** Opens what is on the disk. Where its edge isn't what was mirrored, it raises `own-tile-changed` and adds nothing. */
  static async open(options: MirrorOptions): Promise<Mirror> {
    const { store, folder, origin, now } = options
    const files = new TileFolder(join(folder, 'mirror', originHash(origin)))
    const { entries, root } = mirrorState(store)
    try {
      return new Mirror(options, files, await GrowingTree.read(files, entries, root))
    } catch (error) {
      const detail = `the files at the end of the mirrored log can't be used: ${error instanceof Error ? error.message : error}`
      raiseAlarm(store, { name: 'own-tile-changed', subject: 'edge', detail }, now().epochMilliseconds)
      return new Mirror(options, files, GrowingTree.empty(), detail)
    }
  }

  /** Why the files of the edge could not be read at the start: nothing can be added. */
  get damage(): string | undefined {
    return this.#damage
  }

  /** Reads the edge again after its files were put right. Throws if they are still broken. */
  async reopen(): Promise<void> {
    if (this.#damage === undefined) return
    this.#tree = await GrowingTree.read(this.files, this.#held.size, this.#held.root)
    this.#damage = undefined
  }

  /** Entries on the disk: the next entry that is asked for. */
  get held(): { readonly size: number; readonly root: Uint8Array } {
    return this.#held
  }

  /** Entries that have been taken, also those which are being written. */
  get taken(): number {
    return this.#damage === undefined ? this.#tree.size : this.#held.size
  }

  /** Hashes of what is on the disk, checked against the root that this member holds. */
  async hashes(): Promise<HashReader> {
    return openTiles(this.files, this.#held.size, this.#held.root)
  }

  /** The root of the first `size` entries; undefined if this member doesn't hold so many. */
  async rootAt(size: number): Promise<Uint8Array | undefined> {
    if (size > this.#held.size) return undefined
    if (size === this.#held.size) return this.#held.root
    return subtreeRoot(await this.hashes(), { start: 0, end: size })
  }

  /**
   * Takes a package after checking that its entries are those of the signed tree. What is held already is skipped. Throws a
   * `TlogError` if they aren't. Returns once the entries may be written; `flush` tells when they are.
   */
  async take(range: PackageRange, { entries, proof }: EntryPackage, target: SignedCheckpoint): Promise<void> {
    const { subtreeStart, start, end } = range
    const subtree = new Frontier()
    for (const leaf of await this.#leavesBefore(subtreeStart, start)) subtree.append(leaf)
    const leaves = entries.map(leafHash)
    for (const leaf of leaves) subtree.append(leaf)
    const { size, root } = target
    verifySubtreeConsistency({ start: subtreeStart, end, subtreeRoot: subtree.root(), size, root, proof })
    const first = Math.max(start, this.#tree.size)
    const isWholeBundle = first === subtreeStart && entries.length === tileWidth
    if (isWholeBundle) this.#tree.appendBundle(entries, leaves, subtree.root(), (file) => this.#files.push(file))
    for (let index = first; index < end; index++) {
      const bytes = entries[index - start]!
      if (!isWholeBundle) this.#tree.append(bytes, leaves[index - start]!, (file) => this.#files.push(file))
      this.#entries.push({ index, bytes })
      this.#bytes += bytes.length
    }
    if (this.#bytes > maxWaitingBytes) await this.flush()
  }

  /** Returns when all that was taken before the call is on the disk. One write serves all who wait for the next. */
  flush(): Promise<void> {
    this.#next ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#write()
      })
    this.#writing = this.#next
    return this.#next
  }

  async #write(): Promise<void> {
    if (this.#entries.length === 0) return
    const [files, entries, bytes] = [this.#files, this.#entries, this.#bytes]
    const held = { size: this.#tree.size, root: this.#tree.root() }
    const partials = this.#tree.partials()
    this.#files = []
    this.#entries = []
    this.#bytes = 0
    try {
      await this.files.write([...files, ...partials.filter(({ path }) => !this.#edgePaths.has(path))])
      const now = this.#now()
      this.#store.transaction(() => {
        for (const alarm of this.#check(entries, now)) raiseAlarm(this.#store, alarm, now.epochMilliseconds)
        saveEntries(this.#store, held.size, held.root)
      })
    } catch (error) {
      // The tree in memory has grown already: these must be written before anything later.
      this.#files = [...files, ...this.#files]
      this.#entries = [...entries, ...this.#entries]
      this.#bytes += bytes
      throw error
    }
    this.#held = held
    this.#edgePaths = new Set(partials.map(({ path }) => path))
    await this.files.dropPartials(files.map(({ path }) => path))
  }

  async #leavesBefore(subtreeStart: number, start: number): Promise<readonly Uint8Array[]> {
    if (start === subtreeStart) return []
    const width = start - subtreeStart
    const openStart = this.#tree.size - (this.#tree.size % tileWidth)
    if (subtreeStart === openStart) return this.#tree.openLeaves().slice(0, width)
    // Sent again although it is held: the bundle is full, and on the disk once the write that holds it is done.
    await this.flush()
    const tile = await this.files.readTile({ level: 0, index: subtreeStart / tileWidth, width })
    if (!tile) throw new Error(`the tile of entry ${subtreeStart} is missing`)
    return Array.from({ length: width }, (_, at) => tile.subarray(at * 32, (at + 1) * 32))
  }
}

/** The name of a log's folder, as tlog-mirror serves it: SHA-256 of the origin, in lower-case hexadecimal. */
export function originHash(origin: string): string {
  return createHash('sha256').update(origin).digest('hex')
}
