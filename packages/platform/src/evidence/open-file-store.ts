import { join } from 'node:path'
import { openFolderStore } from './folder-store.ts'
import { openS3Store } from './s3-store.ts'
import type { SealedFileStore } from './sealed-file-store.ts'

/** The settings that say where sealed files lie; see docs/settings.md. */
export interface FileStoreSettings {
  readonly TONGZHOU_S3_ENDPOINT?: string
  readonly TONGZHOU_S3_REGION: string
  readonly TONGZHOU_S3_BUCKET?: string
  readonly TONGZHOU_S3_PREFIX?: string
  readonly TONGZHOU_S3_ACCESS_KEY_ID?: string
  readonly TONGZHOU_S3_SECRET_ACCESS_KEY?: string
}

/** The store of the settings: the folder `evidence` of the data folder, or an S3-compatible store where an endpoint is set. */
export async function openFileStore(settings: FileStoreSettings, dataFolder: string): Promise<SealedFileStore> {
  const endpoint = settings.TONGZHOU_S3_ENDPOINT
  if (!endpoint) return openFolderStore(join(dataFolder, 'evidence'))
  return openS3Store({
    endpoint,
    region: settings.TONGZHOU_S3_REGION,
    bucket: settings.TONGZHOU_S3_BUCKET!,
    prefix: settings.TONGZHOU_S3_PREFIX ?? '',
    accessKeyId: settings.TONGZHOU_S3_ACCESS_KEY_ID!,
    secretAccessKey: settings.TONGZHOU_S3_SECRET_ACCESS_KEY!,
  })
}
