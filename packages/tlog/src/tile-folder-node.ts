import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decodeEntries, encodeEntryBundle } from './entry-bundle.ts'
import type { TreeFile, TreeFiles } from './growing-tree.ts'
import { hashBytes } from './rfc6962.ts'
import { type EntryBundle, entryBundlePath, type Tile, tilePath, tileWidth } from './tile.ts'

/** Writes at once: more only wait for one another in the four threads that Node has for files. */
const parallelWrites = 8

/** The files of a log in a folder, named as they are served (tlog-tiles). */
export class TileFolder implements TreeFiles {
  readonly #folder: string
  readonly #made = new Set<string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Writes all, and returns when they and their names have reached the disk. A reader sees a file whole or not at all. */
  async write(files: readonly TreeFile[]): Promise<void> {
    const folders = new Set<string>()
    const waiting = [...files]
    const writeOn = async () => {
      for (let file = waiting.pop(); file; file = waiting.pop()) folders.add(await this.#writeOne(file))
    }
    await Promise.all(Array.from({ length: parallelWrites }, writeOn))
    await Promise.all([...folders].map(syncFolder))
  }

  async readTile(tile: Tile): Promise<Uint8Array | undefined> {
    const exact = await this.#read(tilePath(tile))
    if (exact || tile.width === tileWidth) return exact
    return (await this.#read(tilePath({ ...tile, width: tileWidth })))?.subarray(0, tile.width * hashBytes)
  }

  /** Throws `malformed` if a full bundle that must stand in for a partial one is broken. */
  async readBundle(bundle: EntryBundle): Promise<Uint8Array | undefined> {
    const exact = await this.#read(entryBundlePath(bundle))
    if (exact || bundle.width === tileWidth) return exact
    const full = await this.#read(entryBundlePath({ ...bundle, width: tileWidth }))
    return full && encodeEntryBundle(decodeEntries(full, bundle.width).entries)
  }

  /** As `openTiles` wants it. A missing tile is given as no bytes, which can't be right. */
  async readTiles(tiles: readonly Tile[]): Promise<Uint8Array[]> {
    return Promise.all(tiles.map(async (tile) => (await this.readTile(tile)) ?? new Uint8Array(0)))
  }

  /** Drops the partial files that the full ones at these paths have replaced. */
  async dropPartials(fullPaths: readonly string[]): Promise<void> {
    for (const path of fullPaths) await rm(join(this.#folder, `${path}.p`), { recursive: true, force: true })
  }

  /** A file by its path below the prefix: `checkpoint`. */
  readFile(path: string): Promise<Uint8Array | undefined> {
    return this.#read(path)
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#folder, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  async #writeOne({ path, bytes }: TreeFile): Promise<string> {
    const target = join(this.#folder, path)
    const folder = dirname(target)
    if (!this.#made.has(folder)) {
      await makeFolder(folder)
      this.#made.add(folder)
    }
    const written = `${target}.new`
    const file = await open(written, 'w')
    try {
      await file.writeFile(bytes)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(written, target)
    return folder
  }
}

/** Makes a folder and sees to it that its name, and that of every new folder above it, has reached the disk. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
