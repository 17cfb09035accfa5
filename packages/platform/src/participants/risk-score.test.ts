import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { residentIdChecker } from '@tongzhou/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { createVault } from '../identity/index.ts'
import { noRiskScores, riskScoresFromFile } from './risk-score.ts'

const vault = createVault({ masterKey: new Uint8Array(32), random: (length) => new Uint8Array(length) })
const platform = { vault, clock: { now: () => Temporal.Instant.from('2026-11-25T04:00:00Z') } }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-scores-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function scoresOf(name: string, text: string) {
  const path = join(folder, name)
  await writeFile(path, text)
  return riskScoresFromFile(platform, path)
}

function identityOf(number: string) {
  const identity = residentIdChecker.check(number, Temporal.PlainDate.from('2026-11-25'))
  if (!identity.accepted) throw new Error(identity.refusal.code)
  return identity.value
}

test('a file tells the scores of the people in it, in any writing of their number', async () => {
  const rows = 'document_kind,document_number,risk_score\ncn-resident-id,11010519491231002x,650\n'
  const scores = await scoresOf('scores.csv', rows)
  expect(await scores.scoreOf(identityOf('11010519491231002X'))).toBe(650)
  expect(await scores.scoreOf(identityOf(madeUpResidentId('1990-01-01', 1)))).toBeNull()
  expect(await noRiskScores.scoreOf(identityOf('11010519491231002X'))).toBeNull()
})

test('a row that can not be read stops the file at its line, and so does a file that is not there', async () => {
  const header = 'document_kind,document_number,risk_score\n'
  await expect(scoresOf('fraction.csv', `${header}cn-resident-id,11010519491231002X,6.5\n`)).rejects.toThrow('line 2')
  await expect(scoresOf('number.csv', `${header}cn-resident-id,1,650\n`)).rejects.toThrow('id-number-length')
  await expect(riskScoresFromFile(platform, join(folder, 'absent.csv'))).rejects.toThrow('ENOENT')
})
