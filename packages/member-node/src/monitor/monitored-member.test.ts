import { entryText, type LogEntry } from '@tongzhou/core'
import { utf8 } from '@tongzhou/tlog'
import { expect, test } from 'vitest'
import { handOver, MadeLog } from '../../test/made-log.ts'
import { madeMember } from '../../test/made-member.ts'
import { mirrorState } from '../storage/checkpoints.ts'

const entry = (kind: LogEntry['kind'], given: Partial<LogEntry> = {}) =>
  utf8(
    entryText({
      id: '3f0a6f6e-3b0c-4a57-9e0e-0d6c5a0f7f11',
      kind,
      subject: 'claim/7F3K-9Q2M',
      plan: 'help@1',
      at: Temporal.Instant.from('2020-06-01T00:00:00Z'),
      role: 'system',
      facts: {},
      commitments: {},
      ...given,
    }),
  )
const honest = [
  entry('plan-version-loaded', { subject: 'plan/help', facts: { version: 1, contentSha256: 'ab' } }),
  entry('claim-filed'),
]
const settled = {
  borneByOperator: false,
  carryInFen: 0n,
  carryOutFen: 2n,
  cases: 0,
  dueFen: 0n,
  feesFen: 0n,
  operator: { caseCapFen: 0n, noParticipantsFen: 0n, runOffFen: 0n, yearCapFen: 0n },
  participants: 2n,
  payoutsFen: 0n,
  shareFen: 1n,
  shortfallFen: 0n,
  yearSoFarFen: 0n,
}

test.each<readonly [string, readonly Uint8Array[]]>([
  ['payout-without-decision', [entry('payout-sent', { facts: { amountFen: 1n, part: 1 } })]],
  [
    'period-arithmetic',
    [
      entry('period-published', { subject: 'period/help/2020-06-A', facts: { sharingDay: '2020-06-14' } }),
      entry('roll-taken', { subject: 'period/help/2020-06-A', facts: { count: 2n } }),
      entry('period-settled', { subject: 'period/help/2020-06-A', facts: settled }),
    ],
  ],
  ['entry-backdated', [entry('evidence-added', { at: Temporal.Instant.from('2020-05-31T23:49:59Z') })]],
  ['plan-unknown', [entry('claim-submitted', { plan: 'help@2' })]],
  ['entry-malformed', [utf8('{}')]],
])('%s: on the page, and no cosignature any more', async (name, bad) => {
  const running = await madeMember({ monitor: { behindSeconds: 600, aheadSeconds: 600 } })
  const { url, member } = running
  const log = new MadeLog()
  for (const bytes of honest) log.append(bytes)
  expect((await handOver(url, log, 0)).status).toBe(200)

  for (const bytes of bad) log.append(bytes)
  const answer = await handOver(url, log, honest.length)
  expect([answer.status, answer.text.includes(name)]).toEqual([403, true])
  const { alarms, signs } = (await (await fetch(`${url}/state.json`)).json()) as { alarms: object[]; signs: boolean }
  expect([signs, alarms]).toMatchObject([false, [{ name }]])
  expect(await (await fetch(url)).text()).toContain(name)
  // The entries are kept as evidence; the last cosignature is from before.
  const { entries, size } = mirrorState(member.store)
  expect([entries, size]).toEqual([log.size, honest.length])
  log.append(entry('claim-submitted'))
  expect((await handOver(url, log, log.size - 1)).status).toBe(403)
})
