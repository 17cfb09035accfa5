import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openFolderStore, type SealedFileStore } from '../evidence/index.ts'
import { type LeafFile, openLeafFile } from '../journal/index.ts'

/** What lies beside the database: sealed evidence, and the leaf hashes of the log. */
export interface Stores {
  readonly files: SealedFileStore
  readonly leafFile: LeafFile
  close(): Promise<void>
}

/** Opens both in the data folder, making them at the first start. */
export async function openStores(dataFolder: string): Promise<Stores> {
  const log = join(dataFolder, 'log')
  await mkdir(log, { recursive: true, mode: 0o700 })
  const files = await openFolderStore(join(dataFolder, 'evidence'))
  const leafFile = await openLeafFile(join(log, 'leaves'))
  return { files, leafFile, close: () => leafFile.close() }
}
