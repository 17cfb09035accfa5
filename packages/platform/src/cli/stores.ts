import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openFileStore, type SealedFileStore } from '../evidence/index.ts'
import { type LeafFile, openLeafFile } from '../journal/index.ts'
import type { Settings } from '../settings.ts'

/** What lies beside the database: sealed evidence, and the leaf hashes of the log. */
export interface Stores {
  readonly files: SealedFileStore
  readonly leafFile: LeafFile
  /** What is served of the log lies here. */
  readonly logFolder: string
  close(): Promise<void>
}

/** Opens both, making them in the data folder at the first start. */
export async function openStores(settings: Settings, dataFolder: string): Promise<Stores> {
  const log = join(dataFolder, 'log')
  await mkdir(log, { recursive: true, mode: 0o700 })
  const files = await openFileStore(settings, dataFolder)
  const leafFile = await openLeafFile(join(log, 'leaves'))
  return { files, leafFile, logFolder: log, close: () => leafFile.close() }
}
