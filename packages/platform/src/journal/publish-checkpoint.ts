import { parseCheckpoint, parseNote, type TileStore, utf8 } from '@tongzhou/tlog'
import type { Platform } from '../commit/platform.ts'
import { insertFinal, takePublishersLock } from './checkpoint-store.ts'

/**
 * Puts a checkpoint that the quorum has countersigned where readers find it, and notes that it is final; returns the size that is published then.
 * Other processes publish too, and one that was held up must not put its smaller checkpoint over a larger one: they take turns, and each looks
 * first at what is there.
 */
export function publishCheckpoint(platform: Platform, files: TileStore, size: number, note: string): Promise<number> {
  return platform.database.transaction().execute(async (reader) => {
    await takePublishersLock().execute(reader)
    const before = await files.readFile('checkpoint')
    const published = before ? parseCheckpoint(parseNote(before).text).size : 0
    if (published > size) return published
    await files.write([{ path: 'checkpoint', bytes: utf8(note) }])
    await insertFinal(size, platform.clock.now()).execute(reader)
    return size
  })
}
