import { createHash } from 'node:crypto'
import { entryText } from '@tongzhou/core'
import { openNote, utf8 } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { expect, test } from 'vitest'
import { handOver, logSigner, MadeLog, post } from '../../test/made-log.ts'
import { madeFolder, madeMember } from '../../test/made-member.ts'
import { openAlarms } from '../storage/alarms.ts'
import { watchDeadlines } from './pass-on.ts'

const monitor = { monitor: { behindSeconds: 600, aheadSeconds: null } }
const statement = '{"says":"我于六月一日提交了出院小结"}'
const hash = createHash('sha256').update(statement).digest('base64')

const entry = (id: number, kind: 'fee-withdrawn' | 'statement-submitted', facts: Record<string, string> = {}) =>
  utf8(
    entryText({
      id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
      kind,
      subject: 'member/hospital.example',
      plan: null,
      at: Temporal.Instant.from('2020-06-01T00:00:00Z'),
      role: 'system',
      facts,
      commitments: {},
    }),
  )

test('a statement that is not logged in time stops the cosigning until it is, over restarts', async () => {
  let now = Temporal.Instant.from('2020-06-01T00:00:00Z')
  const folder = madeFolder()
  const start = () => madeMember(monitor, { folder, now: () => now })
  const log = new MadeLog()
  log.append(entry(1, 'fee-withdrawn'))
  let member = await start()
  expect((await handOver(member.url, log, 0)).text).toContain('hospital.example')

  const receipt = await post(`${member.url}/submit-entry`, statement)
  expect(receipt.status).toBe(201)
  const { text } = await openNote(receipt.text, [member.member.keys.receipt.key], nodeVerifier)
  const times = ['2020-06-01T00:00:00Z', '2020-06-01T00:10:00Z']
  expect(text).toBe(['tongzhou-receipt-v1', logSigner.key.name, hash, ...times, ''].join('\n'))

  now = now.add({ seconds: 600 })
  watchDeadlines(member.member.store, now.epochMilliseconds)
  expect(openAlarms(member.member.store)).toEqual([])
  now = now.add({ seconds: 1 })
  await member.stop()
  member = await start()
  watchDeadlines(member.member.store, now.epochMilliseconds)
  log.append(entry(2, 'fee-withdrawn'))
  const refused = await handOver(member.url, log, 1)
  expect(refused.status).toBe(403)
  expect(refused.text).toContain('statement-not-logged')
  expect(await (await fetch(`${member.url}/state.json`)).json()).toMatchObject({
    signs: false,
    alarms: [{ name: 'statement-not-logged', subject: `statement/${hash}` }],
  })

  log.append(
    entry(3, 'statement-submitted', { statement: hash, receivedBy: 'hospital.example', receivedAt: times[0]! }),
  )
  expect(await handOver(member.url, log, 2).then(({ status }) => status)).toBe(200)
  expect(openAlarms(member.member.store)).toEqual([])
})

test('the same statement gets the same receipt, also at once', async () => {
  const { url } = await madeMember(monitor)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(`${url}/submit-entry`, statement)))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
})

test('a statement has a byte at least and 64,000 at most', async () => {
  const { url } = await madeMember(monitor)
  const statuses = []
  for (const length of [0, 1, 64_000, 64_001]) {
    statuses.push((await post(`${url}/submit-entry`, new Uint8Array(length).fill(7))).status)
  }
  expect(statuses).toEqual([400, 201, 201, 413])
})
