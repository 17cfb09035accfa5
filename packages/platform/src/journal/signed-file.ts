import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Checkpoint, parseCheckpoint, parseNote, utf8 } from '@tongzhou/tlog'

/** Files kept by this process: two publishers in it write under names of their own. */
let kept = 0

/** The last signed checkpoint, as the log's folder has it beside the database; null before the first. */
export async function readSigned(folder: string): Promise<Checkpoint | null> {
  const bytes = await readFile(join(folder, 'signed')).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null
    throw fault
  })
  return bytes ? parseCheckpoint(parseNote(bytes).text) : null
}

/** Replaces the file `signed` as a whole; the bytes are on the disk before it has its name. */
export async function writeSigned(folder: string, note: string): Promise<void> {
  const path = join(folder, 'signed')
  kept += 1
  const written = `${path}.${process.pid}.${kept}.new`
  try {
    const file = await open(written, 'w', 0o600)
    try {
      await file.writeFile(utf8(note))
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(written, path)
  } catch (fault) {
    await rm(written, { force: true })
    throw fault
  }
}
