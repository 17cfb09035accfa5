import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  formatVerifierKey,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  signatureTypes,
  type TreeFile,
} from '@tongzhou/tlog'
import { createSigner, TileFolder } from '@tongzhou/tlog/node'
import { afterAll, expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { commit, system } from '../commit/commit.ts'
import { policyAlone } from './consortium.ts'
import { openLeafFile } from './leaf-file.ts'
import { LogPublisher } from './publish-log.ts'
import { sequenceAll } from './sequence.ts'

/** Two processes publish one log; one of them is held up in the middle, as a machine is that swaps or is stopped. */
const platform = await testPlatform('2020-06-15')
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-publishers-'))
const leafFile = await openLeafFile(join(folder, 'leaves'))
const signer = createSigner('log.example/journal', signatureTypes.ed25519, new Uint8Array(32).fill(5))
const policy = parsePolicy(policyAlone([formatVerifierKey(signer.key)]))

afterAll(async () => {
  await leafFile.close()
  await rm(folder, { recursive: true })
})

/** Writes the checkpoint only when it is let. */
class HeldUp extends TileFolder {
  readonly atCheckpoint = Promise.withResolvers<void>()
  readonly goOn = Promise.withResolvers<void>()

  override async write(files: readonly TreeFile[]): Promise<void> {
    if (files.some(({ path }) => path === 'checkpoint')) {
      this.atCheckpoint.resolve()
      await this.goOn.promise
    }
    await super.write(files)
  }
}

const publisherOf = (files: TileFolder) =>
  new LogPublisher({ platform, folder, files, signer, policy, members: [], quorum: 0 })

let recorded = 0
async function record(): Promise<void> {
  recorded += 1
  const command = { key: `event:${recorded}`, kind: 'test', actor: system, content: { recorded } }
  const subject = `claim/TEST-${recorded}`
  await commit<null>(platform, command, async (unit) => ({
    answer: null,
    rows: [],
    events: [{ id: unit.newId(), kind: 'claim-filed', subject, plan: null, facts: { number: recorded } }],
  }))
  await sequenceAll(platform, leafFile)
}

const published = async (files: TileFolder) =>
  parseCheckpoint(parseNote((await files.readFile('checkpoint'))!).text).size

test('a publisher that was held up does not put its smaller checkpoint over the larger one of another', async () => {
  const slowFiles = new HeldUp(join(folder, 'log'))
  const files = new TileFolder(join(folder, 'log'))
  await record()
  const slow = publisherOf(slowFiles).publish()
  await slowFiles.atCheckpoint.promise
  await record()
  const quick = publisherOf(files).publish()
  // The quick one may have to wait for its turn, and must not be overtaken afterwards.
  await new Promise((wake) => setTimeout(wake, 200))
  slowFiles.goOn.resolve()
  await Promise.all([slow, quick])
  expect(await published(files)).toBe(2)
})

test('a process that does not publish knows how far those that do have come', async () => {
  const watching = publisherOf(new TileFolder(join(folder, 'log')))
  await watching.watch()
  expect(watching.standing).toMatchObject({ signedSize: 2, finalSize: 2, stopped: null })
})
