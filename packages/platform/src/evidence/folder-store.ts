import { mkdir, open, opendir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FileMissing, isFileRef, requireFileRef, type SealedFileStore, type StoredFile } from './sealed-file-store.ts'

/** Here files are written before they get their name; same file system, so that the renaming is one step. */
const unfinishedFolder = 'unfinished'

/**
 * Sealed files in a folder, spread over 256 subfolders by the first two digits of their names (a folder of a million files
 * is slow to list). Several processes may use one folder.
 */
export async function openFolderStore(folder: string): Promise<SealedFileStore> {
  const unfinished = join(folder, unfinishedFolder)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  const pathOf = (ref: string) => {
    requireFileRef(ref)
    return join(folder, ref.slice(0, 2), ref)
  }
  return {
    put: async (ref, bytes) => {
      const path = pathOf(ref)
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
      await putDurably(join(unfinished, ref), path, bytes)
      await syncFolder(join(path, '..'))
      await syncFolder(folder)
    },
    get: async (ref) => {
      const path = pathOf(ref)
      try {
        return await readFile(path)
      } catch (fault) {
        if (isAbsent(fault)) throw new FileMissing(ref)
        throw fault
      }
    },
    has: async (ref) => (await modified(pathOf(ref))) !== null,
    delete: (ref) => rm(pathOf(ref), { force: true }),
    list: () => listFolder(folder),
    now: () => timeOfFolder(unfinished),
    deleteUnfinished: (before) => deleteOlder(unfinished, before),
  }
}

async function putDurably(unfinished: string, path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(unfinished, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (fault) {
    await rm(unfinished, { force: true })
    throw fault
  }
}

/** A new name is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Times asked for: two that ask at once make files of their own. */
let asked = 0

/** What the file system writes on a file that is made now: on a network's folder another clock than ours. */
async function timeOfFolder(unfinished: string): Promise<Temporal.Instant> {
  asked += 1
  const path = join(unfinished, `time-${process.pid}-${asked}`)
  await writeFile(path, '')
  try {
    return (await modified(path))!
  } finally {
    await rm(path, { force: true })
  }
}

async function* listFolder(folder: string): AsyncGenerator<StoredFile> {
  for await (const spread of await opendir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(spread.name)) continue
    for await (const entry of await opendir(join(folder, spread.name))) {
      if (!isFileRef(entry.name)) continue
      const storedAt = await modified(join(folder, spread.name, entry.name))
      if (storedAt) yield { ref: entry.name, storedAt }
    }
  }
}

async function deleteOlder(folder: string, before: Temporal.Instant): Promise<number> {
  let deleted = 0
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    const storedAt = await modified(path)
    if (!storedAt || Temporal.Instant.compare(storedAt, before) >= 0) continue
    await rm(path, { force: true })
    deleted += 1
  }
  return deleted
}

/** When the file was last changed; null where it is not there, or no more. */
async function modified(path: string): Promise<Temporal.Instant | null> {
  try {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor((await stat(path)).mtimeMs))
  } catch (fault) {
    if (isAbsent(fault)) return null
    throw fault
  }
}

function isAbsent(fault: unknown): boolean {
  return (fault as { code?: string }).code === 'ENOENT'
}
