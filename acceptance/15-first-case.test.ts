import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testPlatform } from '../packages/platform/test/platform.ts'
import { reenactFirstCase } from './bench/reenact-first-case.ts'

// `npm run reenact` is the same with 250,000 jurors.
const jurors = 1_200
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-first-case-'))
const platform = await testPlatform('2019-03-26')
afterAll(() => rm(folder, { recursive: true }))

test('the first published case: withdrawn before the close its ballots stay sealed, else 58 per cent against are counted', async () => {
  const stages = new Set<string>()
  const onProgress = (stage: string) => stages.add(stage)
  const { parts, ...reenacted } = await reenactFirstCase({ platform, folder, jurors, onProgress })
  expect(reenacted).toMatchObject({
    ballots: jurors,
    withdrawn: { ballots: jurors, opened: 0 },
    verdict: { outcome: 'rejected', pay: 504, doNotPay: 696, invalid: 0 },
    mistaken: 0,
    finding: null,
  })
  expect(reenacted.leaves).toBeGreaterThan(2 * jurors)
  expect(parts.find(({ name }) => name === 'casting')).toMatchObject({ count: 2 * jurors })
  expect([...stages]).toEqual(expect.arrayContaining(['sealing and casting', 'opening', 'verify log']))
}, 120_000)
