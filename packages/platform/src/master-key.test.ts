import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadMasterKey } from './master-key.ts'

let dataFolder: string
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tongzhou-key-'))
})
afterEach(() => rm(dataFolder, { recursive: true }))

const keyFile = () => join(dataFolder, 'keys', 'trial-master-key')

test('the key of the settings is taken, and no file is made', async () => {
  const key = randomBytes(32)
  const loaded = await loadMasterKey({ TONGZHOU_MASTER_KEY: key.toString('base64') }, dataFolder, randomBytes)
  expect(loaded).toEqual({ key, forTrialOnly: false })
  await expect(stat(keyFile())).rejects.toThrow('ENOENT')
})

test('a trial key is made once, for its owner alone', async () => {
  const first = await loadMasterKey({}, dataFolder, randomBytes)
  expect(first.forTrialOnly).toBe(true)
  expect(first.key).toHaveLength(32)
  expect((await stat(keyFile())).mode & 0o777).toBe(0o600)
  expect(await loadMasterKey({}, dataFolder, randomBytes)).toEqual(first)
})

test('two first starts at once agree on one key', async () => {
  const [one, two] = await Promise.all([
    loadMasterKey({}, dataFolder, randomBytes),
    loadMasterKey({}, dataFolder, randomBytes),
  ])
  expect(one).toEqual(two)
})

test('a damaged key is refused, never replaced', async () => {
  await loadMasterKey({}, dataFolder, randomBytes)
  await writeFile(keyFile(), 'c2hvcnQ=\n')
  await expect(loadMasterKey({}, dataFolder, randomBytes)).rejects.toThrow('is damaged')
  expect(await readFile(keyFile(), 'utf8')).toBe('c2hvcnQ=\n')
})
