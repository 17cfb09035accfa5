import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TreeFile } from './growing-tree.ts'
import { TileStore } from './tile-store.ts'

/** Writes at once: more only wait for one another in the four threads that Node has for files. */
const parallelWrites = 8

/** The files of a log in a folder, named as they are served (tlog-tiles). */
export class TileFolder extends TileStore {
  readonly #folder: string
  readonly #made = new Set<string>()

  constructor(folder: string) {
    super()
    this.#folder = folder
  }

  /** Writes all, and returns when they and their names have reached the disk. A reader sees a file whole or not at all. */
  override async write(files: readonly TreeFile[]): Promise<void> {
    const folders = new Set<string>()
    const waiting = [...files]
    const writeOn = async () => {
      for (let file = waiting.pop(); file; file = waiting.pop()) folders.add(await this.#writeOne(file))
    }
    await Promise.all(Array.from({ length: parallelWrites }, writeOn))
    await Promise.all([...folders].map(syncFolder))
  }

  /** Drops the partial files that the full ones at these paths have replaced. */
  override async dropPartials(fullPaths: readonly string[]): Promise<void> {
    for (const path of fullPaths) await rm(join(this.#folder, `${path}.p`), { recursive: true, force: true })
  }

  override async readFile(path: string): Promise<Uint8Array | undefined> {
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
    // Two writers, in one process or several, may write one file at a time.
    const written = `${target}.${randomUUID()}.new`
    try {
      const file = await open(written, 'w')
      try {
        await file.writeFile(bytes)
        await file.datasync()
      } finally {
        await file.close()
      }
      await rename(written, target)
    } catch (fault) {
      // A full disk must not fill with beginnings.
      await rm(written, { force: true })
      throw fault
    }
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
