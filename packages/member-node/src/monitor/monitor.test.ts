import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryText, type LogEntry } from '@tongzhou/core'
import { utf8 } from '@tongzhou/tlog'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepareAttestations } from '../attester/own-attestations.ts'
import { prepareReceipts } from '../receipts/receipt-store.ts'
import { openStore, type Store } from '../storage/store.ts'
import { checkEntries, monitorProgress, prepareMonitor, standardTolerances } from './index.ts'

const now = Temporal.Instant.from('2020-03-01T00:00:00Z')
const rules = { member: 'hospital.example', origin: 'log.example/journal', ...standardTolerances }

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monitor-'))
  store = openStore(folder)
  prepareMonitor(store)
  prepareReceipts(store)
  prepareAttestations(store)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

type Line = Pick<LogEntry, 'kind' | 'subject' | 'facts'> & Partial<LogEntry>

const one = (kind: LogEntry['kind'], facts: LogEntry['facts'] = {}, more: Partial<LogEntry> = {}): Line => ({
  kind,
  subject: 'claim/7F3K-9Q2M',
  facts,
  ...more,
})

const period = 'period/help/2020-01-A'
/** 30,000,000 fen and 8 % shared by 7: 32,400,000 / 7 = 4,628,571.4... */
const settledFacts = {
  borneByOperator: false,
  carryInFen: 0n,
  carryOutFen: 4n,
  cases: 1,
  dueFen: 32_400_000n,
  feesFen: 2_400_000n,
  operator: { caseCapFen: 0n, noParticipantsFen: 0n, runOffFen: 0n, yearCapFen: 0n },
  participants: 7n,
  payoutsFen: 30_000_000n,
  shareFen: 4_628_572n,
  shortfallFen: 0n,
  yearSoFarFen: 0n,
  chargesRoot: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  chargesSize: 7,
  chargesSumFen: 32_400_004n,
} as const

/** One claim from its filing to its payout, in the entries that the platform writes. */
const story: readonly Line[] = [
  one('plan-version-loaded', { version: 1, firstDay: '2020-01-01', contentSha256: 'ab' }, { subject: 'plan/help' }),
  one('claim-filed'),
  one('evidence-added', { sha256Commitment: 'x' }),
  one('claim-submitted'),
  one('desk-review-passed'),
  one('approval-proposed', { clause: '4.1' }),
  one('claim-approved', { clause: '4.1' }),
  one(
    'period-published',
    { cases: 1, objectionsUntil: '2020-01-13', publicityDay: '2020-01-07', sharingDay: '2020-01-14' },
    { subject: period },
  ),
  one('claim-published', { period: '2020-01-A', objectionsUntil: '2020-01-13' }),
  one('roll-taken', { count: 8n, publicityDay: '2020-01-07' }, { subject: period }),
  one('period-settled', settledFacts, { subject: period, at: Temporal.Instant.from('2020-01-13T16:20:00Z') }),
  one('claim-settled', { period: '2020-01-A' }, { at: Temporal.Instant.from('2020-01-13T16:20:00Z') }),
  one('payout-sent', { amountFen: 30_000_000n, part: 1 }, { at: Temporal.Instant.from('2020-01-13T16:20:00Z') }),
  one('claim-paid', { paidFen: 30_000_000n }, { at: Temporal.Instant.from('2020-01-13T16:20:00Z') }),
]

const without = (...kinds: readonly string[]) => story.filter(({ kind }) => !kinds.includes(kind))
const changed = (kind: string, change: (line: Line) => Line) =>
  story.map((line) => (line.kind === kind ? change(line) : line))
const withFacts = (kind: string, facts: LogEntry['facts']) =>
  changed(kind, (line) => ({ ...line, facts: { ...line.facts, ...facts } }))

const texts = (lines: readonly Line[]) =>
  lines.map((line, index) =>
    entryText({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      plan: 'help@1',
      at: Temporal.Instant.from('2020-01-07T00:00:00Z'),
      role: 'system',
      commitments: {},
      ...line,
    }),
  )

function check(entries: readonly string[], given = rules, first = 0) {
  return store.transaction(() =>
    checkEntries(
      store,
      entries.map((text, at) => ({ index: first + at, bytes: utf8(text) })),
      now,
      given,
    ),
  )
}
const namesOf = (lines: readonly Line[]) => check(texts(lines)).map(({ name }) => name)

describe('the monitor', () => {
  test('has nothing to say on a claim that went its way, and forgets it', () => {
    expect(check(texts(story))).toEqual([])
    expect(store.statement("select name from monitor_states where kind = 'case'").all()).toEqual([])
    expect(monitorProgress(store)).toEqual({ checked: story.length, unknownKinds: [] })
  })

  test('says the same one entry at a time, over restarts', () => {
    for (const [index, text] of texts(story).entries()) {
      expect(check([text], rules, index)).toEqual([])
      store.close()
      store = openStore(folder)
    }
    expect(monitorProgress(store).checked).toBe(story.length)
  })

  test.each([
    ['no evidence', without('evidence-added')],
    ['no decision', without('approval-proposed', 'claim-approved')],
    ['a second person asked for and not heard', without('claim-approved')],
    [
      'one person after the second had sent it back',
      [...story.slice(0, 6), one('approval-returned'), ...story.slice(6)],
    ],
    ['no publicity', without('claim-published')],
    ['publicity of no time', withFacts('claim-published', { objectionsUntil: '2020-01-14' })],
    ['a period that was not closed', without('period-settled')],
    ['another period', withFacts('claim-settled', { period: '2020-01-B' })],
    ['no settlement', without('claim-settled')],
    ['no claim at all', without('claim-filed')],
    ['an open objection', [...story.slice(0, 9), one('objection-raised'), ...story.slice(9)]],
    ['a refusal after the approval', [...story.slice(0, 8), one('claim-refused'), ...story.slice(8)]],
    ['paid a second time', [...story, story.at(-1)!]],
  ])('raises payout-without-decision: %s', (_title, lines) => {
    expect(new Set(namesOf(lines))).toEqual(new Set(['payout-without-decision']))
  })

  test('sees that one person approved what took two elsewhere', () => {
    const second = story.slice(1).filter(({ kind }) => kind !== 'approval-proposed')
    const again = second.map((line) => ({
      ...line,
      subject: line.subject === period ? 'period/help/2020-01-B' : 'claim/0FSH-HBGT',
      facts: {
        ...line.facts,
        ...(line.facts.period ? { period: '2020-01-B' } : {}),
        ...(line.kind === 'period-settled'
          ? { carryInFen: 4n, dueFen: 32_399_996n, carryOutFen: 1n, shareFen: 4_628_571n, chargesSumFen: 32_399_997n }
          : {}),
        ...(line.kind === 'period-settled' ? { yearSoFarFen: 4_628_572n } : {}),
      },
      at: Temporal.Instant.from('2020-01-14T16:20:00Z'),
    }))
    const alarms = check(texts([...story, ...again]))
    expect(alarms.map(({ name, subject }) => [name, subject])).toEqual([['payout-without-decision', 'claim/0FSH-HBGT']])
    expect(alarms[0]!.detail).toContain('took two')
  })

  test.each([
    ['a share one fen too high', { shareFen: 4_628_573n, carryOutFen: 11n, chargesSumFen: 32_400_011n }],
    ['a carry from nowhere', { carryInFen: 7n, dueFen: 32_399_993n, shareFen: 4_628_571n, chargesSumFen: 32_399_997n }],
    ['a carry that stays away', { carryOutFen: 3n }],
    ['fees that are not shared', { feesFen: 2_400_001n }],
    ['an N above the roll', { participants: 9n, shareFen: 3_600_000n, carryOutFen: 0n, chargesSumFen: 25_200_000n }],
    ['a year that cost nothing', { yearSoFarFen: 1n }],
    ['charges of another sum', { chargesSumFen: 32_400_003n }],
    ['a charge too few', { chargesSize: 6, chargesSumFen: 27_771_432n }],
    ['fewer cases than are settled', { cases: 0 }],
    ['less than is paid out', { payoutsFen: 29_999_999n, feesFen: 2_400_001n }],
  ])('raises period-arithmetic: %s', (_title, facts) => {
    expect(namesOf(withFacts('period-settled', facts))).toEqual(['period-arithmetic'])
  })

  test('raises period-arithmetic where a figure is none, and pays nobody on it', () => {
    expect(namesOf(withFacts('period-settled', { dueFen: '1.5' }))).toEqual([
      'period-arithmetic',
      'payout-without-decision',
    ])
  })

  test('raises plan-unknown where a version was not loaded before', () => {
    expect(new Set(namesOf(changed('claim-filed', (line) => ({ ...line, plan: 'help@2' }))))).toEqual(
      new Set(['plan-unknown']),
    )
  })

  test('raises plan-unknown where a version comes with another content', () => {
    const other = { ...story[0]!, facts: { ...story[0]!.facts, contentSha256: 'cd' } }
    expect(namesOf([story[0]!, other])).toEqual(['plan-unknown'])
  })

  test('raises entry-backdated beyond ten minutes behind the newest, or ahead of its clock', () => {
    const at = (time: string) => one('fee-withdrawn', {}, { plan: null, at: Temporal.Instant.from(time) })
    expect(namesOf([at('2020-01-07T00:10:00Z'), at('2020-01-07T00:00:00Z'), at('2020-03-01T00:10:00Z')])).toEqual([])
    const late = texts([at('2020-01-07T00:10:00Z'), at('2020-02-29T23:59:59.999Z'), at('2020-03-01T00:10:00.001Z')])
    const alarms = check(late.slice(1), rules, 3)
    expect(alarms.map(({ name, subject, evidence }) => [name, subject, evidence])).toEqual([
      ['entry-backdated', 'claim/7F3K-9Q2M', late[1]],
      ['entry-backdated', 'claim/7F3K-9Q2M', late[2]],
    ])
  })

  test('lets a simulated clock run ahead where it is told so', () => {
    const ahead = texts([one('fee-withdrawn', {}, { plan: null, at: Temporal.Instant.from('2030-01-01T00:00:00Z') })])
    expect(check(ahead, { ...rules, aheadSeconds: null as never })).toEqual([])
  })

  test('raises entry-malformed on what two readers could read as two things', () => {
    const [good] = texts([one('fee-withdrawn', {}, { plan: null })])
    const bad = [
      good!.replace('{"at"', '{ "at"'),
      good!.replace('"format":1', '"format":1,"format":1'),
      good!.replace('"format":1', '"format":2'),
      good!.replace('T00:00:00Z', 'T00:00:00.000Z'),
      good!.replace('"role":"system"', '"role":7'),
      good!.replace('"facts":{}', '"facts":{"a":0.5}'),
      '[]',
      '',
    ]
    expect(check(bad).map(({ name, subject }) => [name, subject])).toEqual(
      bad.map((_, index) => ['entry-malformed', `entry/${index}`]),
    )
  })

  test('counts kinds that it does not know, and is quiet on them', () => {
    const [known] = texts([one('fee-withdrawn', {}, { plan: null })])
    expect(check([known!.replace('fee-withdrawn', 'moon-landed')])).toEqual([])
    expect(monitorProgress(store).unknownKinds).toEqual([{ kind: 'moon-landed', entries: 1 }])
  })

  test('raises quorum-unsafe where one liar could make two logs final', () => {
    const change = (quorum: number, count: number) =>
      one(
        'consortium-changed',
        {
          quorum,
          members: Array.from({ length: count }, (_, at) => ({
            name: `member-${at}.example`,
            lotKey: 'k',
            ballotKey: 'k',
          })),
          logKey: 'k',
        },
        { plan: null, subject: 'consortium' },
      )
    const changes = [change(3, 4), change(2, 2), change(4, 6), change(2, 3), change(5, 4), change(3, 5)]
    expect(check(texts(changes)).map(({ detail }) => detail.slice(0, 16))).toEqual([
      'entry 3: 2 of 3 ',
      'entry 4: 5 of 4 ',
      'entry 5: 3 of 5 ',
    ])
  })

  test('knows what it attested and received itself', () => {
    const facts = { attestedBy: 'hospital.example', document: 'd', attestedAt: '2020-01-07T00:00:00Z' }
    const received = { statement: 's', receivedBy: 'hospital.example', receivedAt: '2020-01-07T00:00:00Z' }
    const lines = [
      one('document-attested', facts, { plan: null }),
      one('statement-submitted', received, { plan: null, subject: 'member/hospital.example' }),
      one('document-attested', { ...facts, attestedBy: 'notary.example' }, { plan: null }),
    ]
    expect(namesOf(lines)).toEqual(['attestation-not-mine', 'receipt-not-mine'])
  })

  test('checks each entry once, and none after a gap', () => {
    const entries = texts(story)
    check(entries)
    expect(check(entries)).toEqual([])
    expect(() => check([entries[0]!], rules, story.length + 1)).toThrow('next is')
  })
})
