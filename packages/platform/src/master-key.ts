import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { keyBytes } from './identity/encryption.ts'
import type { Settings } from './settings.ts'

export interface MasterKey {
  readonly key: Uint8Array
  /** true for a key that was made here and lies beside the data it protects. */
  readonly forTrialOnly: boolean
}

/** What an operator is told at every start with such a key. */
export const trialKeyWarning =
  'The master key lies in the data folder, beside the data that it protects: for trial use only. ' +
  'Set TONGZHOU_MASTER_KEY (docs/settings.md) before real people join.'

/**
 * The master key: from the settings, or the trial key of the data folder, which is made at the first start.
 * Throws where the trial key's file is damaged: a new key would make all data unreadable for ever.
 */
export async function loadMasterKey(
  settings: Pick<Settings, 'TONGZHOU_MASTER_KEY'>,
  dataFolder: string,
  random: (length: number) => Uint8Array,
): Promise<MasterKey> {
  if (settings.TONGZHOU_MASTER_KEY !== undefined) {
    return { key: Buffer.from(settings.TONGZHOU_MASTER_KEY, 'base64'), forTrialOnly: false }
  }
  const folder = join(dataFolder, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'trial-master-key')
  await makeOnce(file, Buffer.from(random(keyBytes)).toString('base64'))
  const text = (await readFile(file, 'utf8')).trim()
  const key = Buffer.from(text, 'base64')
  if (key.length !== keyBytes || key.toString('base64') !== text) {
    throw new Error(`${file} is damaged: restore it from a backup. Without it the data cannot be read.`)
  }
  return { key, forTrialOnly: true }
}

/** Written apart and linked in whole: two first starts at once agree on one key, and a killed one leaves no half key. */
async function makeOnce(file: string, text: string): Promise<void> {
  if (await stat(file).catch(() => null)) return
  const unfinished = `${file}.${randomUUID()}`
  try {
    const handle = await open(unfinished, 'wx', 0o600)
    try {
      await handle.writeFile(`${text}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await link(unfinished, file)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault
  } finally {
    await rm(unfinished, { force: true })
  }
}
