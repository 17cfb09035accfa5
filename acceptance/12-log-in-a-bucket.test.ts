import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  fromUtf8,
  openTiles,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  proveInclusion,
  subtreeRoot,
} from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commit, system } from '../packages/platform/src/commit/commit.ts'
import {
  type SmallS3Server,
  startSmallS3Server,
  testAccess,
} from '../packages/platform/src/evidence/small-s3-server.ts'
import { LogPublisher, policyAlone, S3LogFiles, sequenceAll } from '../packages/platform/src/journal/index.ts'
import { type LeafFile, openLeafFile } from '../packages/platform/src/journal/leaf-file.ts'
import { testPlatform } from '../packages/platform/test/platform.ts'
import { formatVerifierKey, signatureTypes } from '../packages/tlog/src/index.ts'

/** The log published in an S3-compatible store, by an operator who signs alone. */
const platform = await testPlatform('2020-06-01')
const signer = createSigner('log.example/journal', signatureTypes.ed25519, new Uint8Array(32).fill(5))
const policy = parsePolicy(policyAlone([formatVerifierKey(signer.key)]))
let folder: string
let s3: SmallS3Server
let leafFile: LeafFile
let recorded = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-bucket-'))
  s3 = await startSmallS3Server()
  leafFile = await openLeafFile(join(folder, 'leaves'))
})
afterAll(async () => {
  await s3.close()
  await leafFile.close()
  await rm(folder, { recursive: true, force: true })
})

const filesOf = () => new S3LogFiles({ ...testAccess, endpoint: s3.endpoint, bucket: 'log', prefix: '' })
const publisherOf = (files: S3LogFiles) =>
  new LogPublisher({ platform, folder, files, signer, policy, members: [], quorum: 0 })

async function record(count: number): Promise<void> {
  const facts = { number: recorded }
  await commit<null>(
    platform,
    { key: `record:${recorded}`, kind: 'test', actor: system, content: facts },
    async (unit) => ({
      answer: null,
      rows: [],
      events: Array.from({ length: count }, () => ({
        id: unit.newId(),
        kind: 'claim-filed' as const,
        subject: `claim/MADE-${recorded++}`,
        plan: null,
        facts,
      })),
    }),
  )
  await sequenceAll(platform, leafFile)
}

test('is read from there alone, grows, and leaves no partial file that a full one has replaced', async () => {
  const files = filesOf()
  const publisher = publisherOf(files)
  for (const [more, size] of [
    [3, 3],
    [250, 253],
    [300, 553],
  ] as const) {
    await record(more)
    expect(await publisher.publish()).toBe(size)
    const { root, size: published } = parseCheckpoint(
      parseNote(fromUtf8((await filesOf().readFile('checkpoint'))!)).text,
    )
    expect(published).toBe(size)
    const hashes = await openTiles(filesOf(), size, root)
    expect(await subtreeRoot(hashes, { start: 0, end: size })).toEqual(root)
    expect((await proveInclusion(hashes, 2, size)).length).toBeGreaterThan(0)
  }
  const names = [...s3.objects.keys()].filter((name) => name.includes('tile/')).sort()
  expect(names).toEqual([
    '/log/tile/0/000',
    '/log/tile/0/001',
    '/log/tile/0/002.p/41',
    '/log/tile/1/000.p/2',
    '/log/tile/entries/000',
    '/log/tile/entries/001',
    '/log/tile/entries/002.p/41',
  ])
})

test('a partial tile whose full one is there is read from that; what is not there is missing', async () => {
  const files = filesOf()
  const full = (await files.readTile({ level: 0, index: 0, width: 256 }))!
  expect(await files.readTile({ level: 0, index: 0, width: 7 })).toEqual(full.subarray(0, 7 * 32))
  expect(await files.readTile({ level: 0, index: 9, width: 256 })).toBeUndefined()
})

test('a store that refuses stops the publication with its status, and the next one goes on', async () => {
  const publisher = publisherOf(filesOf())
  expect(await publisher.publish()).toBe(553)
  await record(1)
  s3.failNext = 1_000
  await expect(publisher.publish()).rejects.toThrow('the object store answered 503')
  s3.failNext = 0
  expect(await publisher.publish()).toBe(554)
})

test('another process goes on from what lies in the bucket', async () => {
  await record(2)
  expect(await publisherOf(filesOf()).publish()).toBe(556)
})
