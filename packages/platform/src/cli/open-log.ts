import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { parsePolicy, type TileStore } from '@tongzhou/tlog'
import { TileFolder } from '@tongzhou/tlog/node'
import type { Platform } from '../commit/platform.ts'
import {
  adoptConsortium,
  type Consortium,
  createLogKey,
  formerLogKeys,
  type LogKey,
  LogKeyUnusable,
  LogPublisher,
  loadLogKey,
  logKeySeedBytes,
  policyAlone,
  publishPolicies,
  readConsortium,
  S3LogFiles,
} from '../journal/index.ts'
import { type S3Access, s3SettingsOf } from '../s3-client.ts'
import type { Settings } from '../settings.ts'
import { dataFolderOf, projectFolder } from './open-platform.ts'
import { WrongUsage } from './report.ts'

/** Where the log's private key lies. */
export function logKeyPath(settings: Settings): string {
  const given = settings.TONGZHOU_LOG_KEY_FILE
  if (given === undefined) return join(dataFolderOf(settings), 'keys', 'log.key')
  return isAbsolute(given) ? given : join(projectFolder, given)
}

/**
 * The log's key; one in the data folder is made at the first start, one that a setting names never is. `address` names a new
 * log: the public address of the platform.
 */
export async function openLogKey(
  settings: Settings,
  address: string,
  random: (length: number) => Uint8Array,
): Promise<LogKey> {
  const path = logKeyPath(settings)
  try {
    return await loadLogKey(path)
  } catch (fault) {
    if (!(fault instanceof LogKeyUnusable)) throw fault
    const isMissing = fault.message.includes('is missing')
    if (settings.TONGZHOU_LOG_KEY_FILE !== undefined || !isMissing) throw new WrongUsage(fault.message)
    return createLogKey(path, originOf(address), random(logKeySeedBytes))
  }
}

/** The public keys that the log had before. */
export function formerKeysOf(settings: Settings): Promise<readonly string[]> {
  return formerLogKeys(logKeyPath(settings))
}

/** A log's origin: its address without scheme (tlog-checkpoint, "Note text"). */
export function originOf(address: string): string {
  return `${new URL(address).host}/log`
}

/** The consortium that the operator's file names; null where there is none. */
export async function readConsortiumFile(settings: Settings): Promise<Consortium | null> {
  const given = settings.TONGZHOU_CONSORTIUM_FILE
  if (given === undefined) return null
  const path = isAbsolute(given) ? given : join(projectFolder, given)
  try {
    return readConsortium(await readFile(path, 'utf8'))
  } catch (fault) {
    throw new WrongUsage(`TONGZHOU_CONSORTIUM_FILE ${path}: ${(fault as Error).message}`)
  }
}

/** The operator's end of the log, ready to publish; the consortium, where there is one, is adopted. */
export async function openLog(
  platform: Platform,
  settings: LogFileSettings,
  folder: string,
  key: LogKey,
  consortium: Consortium | null,
): Promise<{ readonly files: TileStore; readonly publisher: LogPublisher }> {
  const alone = policyAlone([key.verifierKey])
  const policy = consortium ? await adoptConsortium(platform, consortium, key.verifierKey) : alone
  const files = openLogFiles(settings, folder)
  await publishPolicies(platform.database, files, alone)
  const publisher = new LogPublisher({
    platform,
    folder,
    files,
    signer: key.signer,
    members: consortium?.members ?? [],
    witnesses: consortium?.witnesses ?? [],
    quorum: consortium?.quorum ?? 0,
    policy: parsePolicy(policy),
  })
  return { files, publisher }
}

type LogFileSettings = S3Access & Pick<Settings, 'TONGZHOU_LOG_S3_BUCKET'>

/** Where readers find the log: the folder, or a bucket where one is set. */
function openLogFiles(settings: LogFileSettings, folder: string): TileStore {
  const bucket = settings.TONGZHOU_LOG_S3_BUCKET
  return bucket === undefined ? new TileFolder(folder) : new S3LogFiles(s3SettingsOf(settings, bucket, ''))
}
