import { join } from 'node:path'
import { type S3Access, s3SettingsOf } from '../s3-client.ts'
import { openFolderStore } from './folder-store.ts'
import { openS3Store } from './s3-store.ts'
import type { SealedFileStore } from './sealed-file-store.ts'

/** The settings that say where sealed files lie; see docs/settings.md. */
export interface FileStoreSettings extends S3Access {
  readonly TONGZHOU_S3_BUCKET?: string
  readonly TONGZHOU_S3_PREFIX?: string
}

/** The store of the settings: the folder `evidence` of the data folder, or an S3-compatible store where an endpoint is set. */
export async function openFileStore(settings: FileStoreSettings, dataFolder: string): Promise<SealedFileStore> {
  if (!settings.TONGZHOU_S3_ENDPOINT) return openFolderStore(join(dataFolder, 'evidence'))
  return openS3Store(s3SettingsOf(settings, settings.TONGZHOU_S3_BUCKET!, settings.TONGZHOU_S3_PREFIX ?? ''))
}
