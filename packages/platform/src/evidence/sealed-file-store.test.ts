import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFolderStore } from './folder-store.ts'
import { openFileStore } from './open-file-store.ts'
import { openS3Store } from './s3-store.ts'
import { FileMissing, type SealedFileStore } from './sealed-file-store.ts'
import { type SmallS3Server, startSmallS3Server, testAccess } from './small-s3-server.ts'

let folder: string
let s3: SmallS3Server

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealed-files-'))
  s3 = await startSmallS3Server()
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await s3.close()
})

const s3Settings = () => ({ ...testAccess, endpoint: s3.endpoint, bucket: 'files', prefix: 'evidence/' })
const stores: Record<string, () => Promise<SealedFileStore>> = {
  folder: () => openFolderStore(folder),
  'S3-compatible': async () => openS3Store(s3Settings()),
}

async function refsOf(store: SealedFileStore): Promise<string[]> {
  return (await Array.fromAsync(store.list())).map((file) => file.ref).sort()
}

describe.each(Object.keys(stores))('a %s store', (kind) => {
  it('gives back what was put, also from another process, until it is deleted', async () => {
    const store = await stores[kind]!()
    const refs = Array.from({ length: 5 }, () => randomUUID()).sort()
    const contents = refs.map((_, index) => randomBytes(index * 30_000))
    for (const [index, ref] of refs.entries()) await store.put(ref, contents[index]!)
    const again = await stores[kind]!()
    for (const [index, ref] of refs.entries()) {
      expect(Buffer.from(await again.get(ref)).equals(contents[index]!)).toBe(true)
      expect(await again.has(ref)).toBe(true)
    }
    expect(await refsOf(again)).toEqual(refs)
    for (const ref of refs) await again.delete(ref)
    expect(await refsOf(store)).toEqual([])
    await again.delete(refs[0]!)
  })

  it('says what time it is by its own clock', async () => {
    const store = await stores[kind]!()
    // S3 tells whole seconds.
    const seconds = (await store.now()).since(Temporal.Now.instant()).total('seconds')
    expect(Math.abs(seconds)).toBeLessThan(5)
    expect(await refsOf(store)).toEqual([])
  })

  it('says that a file is missing, and never takes another fault for it', async () => {
    const store = await stores[kind]!()
    const ref = randomUUID()
    expect(await store.has(ref)).toBe(false)
    await expect(store.get(ref)).rejects.toThrow(FileMissing)
  })

  it('refuses a name that could reach outside', async () => {
    const store = await stores[kind]!()
    for (const ref of ['', '../../etc/passwd', `${randomUUID()}/..`, randomUUID().toUpperCase()]) {
      await expect(store.put(ref, Buffer.of(1))).rejects.toThrow(RangeError)
      await expect(store.get(ref)).rejects.toThrow(RangeError)
    }
    expect(await refsOf(store)).toEqual([])
  })
})

describe('a folder store', () => {
  it('leaves nothing behind when it can not write', async () => {
    const store = await openFolderStore(folder)
    const ref = randomUUID()
    await mkdir(join(folder, ref.slice(0, 2), ref), { recursive: true })
    await expect(store.put(ref, Buffer.of(1))).rejects.toThrow()
    expect(await readdir(join(folder, 'unfinished'))).toEqual([])
    await rm(join(folder, ref.slice(0, 2)), { recursive: true })
  })

  it('never shows what a killed writer left, and removes it when it is old', async () => {
    const store = await openFolderStore(folder)
    const [old, young] = [randomUUID(), randomUUID()]
    for (const name of [old, young]) await writeFile(join(folder, 'unfinished', name), 'half')
    await utimes(join(folder, 'unfinished', old), 1_000, 1_000)
    expect(await refsOf(store)).toEqual([])
    expect(await store.deleteUnfinished(Temporal.Instant.fromEpochMilliseconds(2_000_000))).toBe(1)
    expect(await readdir(join(folder, 'unfinished'))).toEqual([young])
  })

  it('is for its owner only', async () => {
    const own = join(folder, 'own')
    await openFolderStore(own)
    await chmod(own, 0o700)
    await (await openFolderStore(own)).put('00000000-0000-4000-8000-000000000000', Buffer.of(1))
    const { stat } = await import('node:fs/promises')
    const mode = async (path: string) => (await stat(join(own, path))).mode & 0o777
    expect([await mode('unfinished'), await mode('00'), await mode('00/00000000-0000-4000-8000-000000000000')]).toEqual(
      [0o700, 0o700, 0o600],
    )
  })
})

describe('an S3-compatible store', () => {
  it('tries again when the store is busy, and gives up with its status', async () => {
    const store = openS3Store(s3Settings())
    const ref = randomUUID()
    s3.failNext = 2
    await store.put(ref, Buffer.of(1, 2))
    expect(s3.objects.get(`/files/evidence/${ref}`)).toEqual(Buffer.of(1, 2))
    s3.failNext = 4
    await expect(store.get(ref)).rejects.toThrow('503')
    s3.failNext = 0
    await store.delete(ref)
  })

  it('is refused with another key, and says so', async () => {
    const store = openS3Store({ ...s3Settings(), secretAccessKey: 'another' })
    await expect(store.put(randomUUID(), Buffer.of(1))).rejects.toThrow('403')
    await expect(store.has(randomUUID())).rejects.toThrow('403')
    expect(s3.objects.size).toBe(0)
  })
})

describe('the settings', () => {
  const standard = { TONGZHOU_S3_REGION: testAccess.region }

  it('choose the folder, or the S3-compatible store where an endpoint is set', async () => {
    const ref = randomUUID()
    const inFolder = await openFileStore(standard, join(folder, 'data'))
    await inFolder.put(ref, Buffer.of(1))
    expect(await readdir(join(folder, 'data', 'evidence', ref.slice(0, 2)))).toEqual([ref])
    const settings = {
      ...standard,
      TONGZHOU_S3_ENDPOINT: s3.endpoint,
      TONGZHOU_S3_BUCKET: 'files',
      TONGZHOU_S3_ACCESS_KEY_ID: testAccess.accessKeyId,
      TONGZHOU_S3_SECRET_ACCESS_KEY: testAccess.secretAccessKey,
    }
    const inBucket = await openFileStore(settings, folder)
    await inBucket.put(ref, Buffer.of(2))
    expect(s3.objects.get(`/files/${ref}`)).toEqual(Buffer.of(2))
    await inBucket.delete(ref)
  })
})
