import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ballotCast,
  ballotsOpened,
  boardMembers,
  boardOrigin,
  closesAt,
  committedAt,
  consortiumLine,
  decided,
  entriesOf,
  hash,
  jurors,
  keepers,
  type Line,
  listIndex,
  lotReferences,
  lotSignature,
  opened,
  openedBallot,
  opensAt,
  seatedPanel,
  vote,
  voteClosed,
  voteOpened,
} from '../../test/made-dispute.ts'
import { prepareAttestations } from '../attester/own-attestations.ts'
import { prepareReceipts } from '../receipts/receipt-store.ts'
import { openStore, type Store } from '../storage/store.ts'
import { rememberSignedLot } from './dispute-ballots.ts'
import { checkEntries, prepareMonitor } from './index.ts'

const later = closesAt.add({ hours: 1 })
const rules = { member: 'hospital.example', origin: boardOrigin, behindSeconds: 86_400 * 30, aheadSeconds: 600 }

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

function check(lines: readonly Line[], now = later) {
  const entries = entriesOf(lines).map((bytes, index) => ({ index, bytes }))
  return store
    .transaction(() => checkEntries(store, entries, now, rules))
    .map(({ detail, name }) => `${name}: ${detail}`)
}

const panel = [...seatedPanel(), ...vote]
const panelUntilVote = seatedPanel()
const openVote = [consortiumLine(), ...opened('open'), voteOpened({}, { seats: null }), ...vote.slice(1)]
const invalidBy = (keepers: readonly string[], share: string | number | null = null) => ({
  ...openedBallot(jurors[2], 'invalid'),
  shares: keepers.map((keeper) => ({ keeper, share })),
})
const changed = (lines: readonly Line[], kind: Line['kind'], facts: Line['facts'], more: Partial<Line> = {}) =>
  lines.map((line) => (line.kind === kind ? { ...line, ...more, facts: { ...line.facts, ...facts } } : line))
const before = (lines: readonly Line[], kind: Line['kind'], ...inserted: readonly Line[]) => {
  const at = lines.findIndex((line) => line.kind === kind)
  return [...lines.slice(0, at), ...inserted, ...lines.slice(at)]
}

test('a panel and an open vote that went their way give no alarm, in one batch and entry by entry', () => {
  expect(check(panel)).toEqual([])
  store.database.exec('delete from monitor_states; delete from monitor_progress; delete from dispute_ballots')
  expect(check(openVote)).toEqual([])
  store.database.exec('delete from monitor_states; delete from monitor_progress; delete from dispute_ballots')
  for (const [index, bytes] of entriesOf(panel).entries())
    expect(store.transaction(() => checkEntries(store, [{ index, bytes }], later, rules))).toEqual([])
})

describe('the order of entries', () => {
  const one = (kind: Line['kind'], facts: Line['facts'] = {}, at = opensAt): Line => ({ kind, facts, at })
  test.each<readonly [string, readonly Line[], RegExp]>([
    ['a dispute twice', [...opened('open'), ...opened('open').slice(0, 1)], /opened before/],
    ['a vote without a dispute', [consortiumLine(), voteOpened()], /not opened/],
    [
      'a draw without a list',
      panelUntilVote.slice(0, -2).filter(({ kind }) => kind !== 'juror-list-committed'),
      /panel-drawn is not to come after the dispute was sealed/,
    ],
    [
      'a second list',
      before(panelUntilVote, 'panel-drawn', panelUntilVote[listIndex]!),
      /juror-list-committed is not to come after the dispute was listed/,
    ],
    [
      'a list for an open vote',
      [consortiumLine(), ...opened('open'), panelUntilVote[listIndex]!],
      /an open vote has no list/,
    ],
    [
      'a panel that is not seated',
      [...panelUntilVote.filter(({ kind }) => !/drawn|continued|seated|list/.test(kind)), voteOpened()],
      /before it is seated/,
    ],
    [
      'a statement during the vote',
      before(panel, 'vote-closed', one('statement-added', { side: 'for' })),
      /statement-added is not to come/,
    ],
    [
      'a ballot after the close',
      before(panel, 'ballots-opened', ballotCast(jurors[0])),
      /ballot-cast is not to come after the dispute was closed/,
    ],
    [
      'a ballot in the second of the close',
      before(panel, 'vote-closed', ballotCast(jurors[0], hash, closesAt)),
      /after the hour of the close/,
    ],
    [
      'ballots opened before the close',
      before(panel, 'vote-closed', ballotsOpened(0, [])),
      /ballots-opened is not to come after the dispute was voting/,
    ],
    [
      'a verdict before the close',
      before(panel, 'vote-closed', decided('upheld', 0, 0, 0)),
      /dispute-decided is not to come/,
    ],
    [
      'a withdrawal after the close',
      before(panel, 'ballots-opened', one('dispute-withdrawn', {}, closesAt)),
      /dispute-withdrawn is not to come/,
    ],
    [
      'a withdrawal after the hour',
      [...before(panel, 'vote-closed', one('dispute-withdrawn', {}, closesAt)).slice(0, -4)],
      /after the hour of the close/,
    ],
    ['anything after the verdict', [...panel, ballotsOpened(3, [])], /after the dispute was decided/],
  ])('%s', (_, lines, message) => {
    expect(check(lines).filter((alarm) => alarm.startsWith('dispute-order'))).toEqual([expect.stringMatching(message)])
  })

  test('after a withdrawal nothing comes, for ever', () => {
    const withdrawn = [...panelUntilVote, ...vote.slice(0, 3), one('dispute-withdrawn')]
    expect(check([...withdrawn, ballotCast(jurors[1]), voteClosed(2), ballotsOpened(0, [])])).toEqual([
      expect.stringMatching(/ballot-cast is not to come after the dispute was withdrawn/),
      expect.stringMatching(/vote-closed is not to come after the dispute was withdrawn/),
      expect.stringMatching(/ballots-opened is not to come after the dispute was withdrawn/),
    ])
  })
})

describe('the draw', () => {
  const entries = entriesOf(panelUntilVote)
  const all = boardMembers.map((name) => lotSignature(name, entries, listIndex))
  const three = all.slice(1)
  const dayLater = { at: committedAt.add({ hours: 24 }) }
  test.each<readonly [string, Line['facts'], RegExp]>([
    ['another list', { list: 4 }, /another list/],
    ['a beginning elsewhere', { from: 1 }, /begins at 0/],
    ['a member nobody speaks of', { signatures: three }, /each once/],
    ['a stranger', { signatures: [...three, { ...all[0]!, member: 'stranger.example' }] }, /each once/],
    ['a member twice', { signatures: [...three, three[0]!] }, /each once/],
    [
      'fewer than the quorum',
      { signatures: all.slice(2), silent: [...boardMembers.slice(0, 2)] },
      /2 signatures are fewer than the quorum, 3/,
    ],
    [
      "another's signature",
      { signatures: [...three, { ...all[1]!, member: boardMembers[0] }] },
      /hospital.example is not by its key/,
    ],
    [
      'a signature in another spelling, which makes another seed',
      { signatures: all.map((one, at) => (at === 0 ? { ...one, signature: `${one.signature} ` } : one)) },
      /hospital.example is not by its key/,
    ],
    [
      'a signature over another entry',
      { signatures: [...three, lotSignature(boardMembers[0], entries, 4)] },
      /not by its key/,
    ],
    [
      'a signature for another log',
      { signatures: [...three, lotSignature(boardMembers[0], entries, listIndex, 'other.example')] },
      /not by its key/,
    ],
    [
      'a silent member after an hour',
      { signatures: three, silent: [boardMembers[0]] },
      /did not wait a day for hospital.example/,
    ],
    ['a juror twice', { references: [lotReferences[0]!, lotReferences[0]!] }, /drawn twice/],
    [
      'more than are listed',
      { references: Array.from({ length: 6 }, (_, at) => String(at).repeat(32)) },
      /6 are drawn from a list of 5/,
    ],
  ])('%s', (_, facts, message) => {
    expect(check(changed(panelUntilVote, 'panel-drawn', facts))[0]).toMatch(
      new RegExp(`^lot-wrong: .*${message.source}`),
    )
  })

  test('a member that is silent for a day is passed over; one that signed and is called silent says so', () => {
    const lines = changed(panelUntilVote, 'panel-drawn', { signatures: three, silent: [boardMembers[0]] }, dayLater)
    expect(check(lines)).toEqual([])
    store.database.exec('delete from monitor_states; delete from monitor_progress')
    rememberSignedLot(store, listIndex, all[0]!.signature, 0)
    expect(check(lines)).toEqual([expect.stringMatching(/^lot-wrong: .*calls this member silent/)])
  })

  test('members who are changed after the list can not choose its seed', () => {
    const swapped = consortiumLine({}, { 'regulator.example': 'another key' })
    expect(check(before(panelUntilVote, 'panel-drawn', swapped))).toEqual([])
  })

  test.each<readonly [string, Line['kind'], Line['facts'], RegExp]>([
    ['it goes on elsewhere', 'panel-continued', { from: 3 }, /goes on at 3, after 4 drawn/],
    ['it draws a juror again', 'panel-continued', { references: [lotReferences[1]!] }, /drawn twice/],
    ['somebody is seated who was not drawn', 'panel-seated', { seated: ['f'.repeat(32)] }, /not drawn/],
    ['the order is another', 'panel-seated', { seated: [lotReferences[2]!, lotReferences[0]!] }, /order of the draw/],
    ['somebody is passed over in silence', 'panel-seated', { declined: [] }, /passed over/],
  ])('%s', (_, kind, facts, message) => {
    expect(check(changed(panelUntilVote, kind, facts))).toEqual([
      expect.stringMatching(new RegExp(`^lot-wrong: .*${message.source}`)),
    ])
  })
})

describe('ballots', () => {
  test.each<readonly [string, Line['facts'], RegExp]>([
    [
      'a keeper who is no member',
      { keepers: [...keepers().slice(1), { name: 'operator.example', key: 'k' }] },
      /sealed for others/,
    ],
    [
      'another key for a member',
      { keepers: [...keepers().slice(1), { name: boardMembers[0], key: 'k' }] },
      /sealed for others/,
    ],
    ['one keeper less', { keepers: keepers().slice(1) }, /sealed for others/],
    ['a threshold below the quorum', { threshold: 2 }, /2 keepers open a ballot, and the quorum is 3/],
    ['a close before the beginning', { closesAt: opensAt }, /closes before it begins/],
  ])('are not to be sealed so: %s', (_, facts, message) => {
    expect(check([...panelUntilVote, voteOpened({}, facts)])).toEqual([
      expect.stringMatching(new RegExp(`^ballots-unsafe: .*${message.source}`)),
    ])
  })

  test.each<readonly [string, readonly Line[], RegExp]>([
    [
      'a wrong number at the close',
      changed(panel, 'vote-closed', { ballots: 4 }),
      /speaks of 4 ballots, and the log has those of 3/,
    ],
    [
      'more jurors than seats',
      before(changed(panel, 'vote-closed', { ballots: 4 }), 'vote-closed', ballotCast('D7M3Q9X2V5T8')),
      /4 jurors voted on 3 seats/,
    ],
    [
      'a juror opened twice',
      [...panel.slice(0, -2), ballotsOpened(2, [openedBallot(jurors[1], 'pay')])],
      /opened who cast none, or twice/,
    ],
    [
      'a juror who cast none',
      [...panel.slice(0, -2), ballotsOpened(2, [openedBallot('D7M3Q9X2V5T8', 'pay')])],
      /opened who cast none, or twice/,
    ],
    [
      'opened ones left out',
      [...panel.slice(0, -2), ballotsOpened(1, [openedBallot(jurors[2], 'pay')])],
      /goes on at 1, after 2/,
    ],
    [
      'an invalid one on the word of fewer keepers than open a ballot',
      [...panel.slice(0, -2), ballotsOpened(2, [invalidBy(boardMembers.slice(2))])],
      /is invalid by 2 keepers of 3/,
    ],
    [
      'an invalid one without a day for a silent keeper',
      [...panel.slice(0, -2), ballotsOpened(2, [invalidBy(boardMembers.slice(1))])],
      /did not wait a day/,
    ],
    [
      'an invalid one on the word of one keeper three times',
      [...panel.slice(0, -2), ballotsOpened(2, [invalidBy(['notary.example', 'notary.example', 'notary.example'])])],
      /others than its keepers, each once/,
    ],
    [
      'an invalid one on the word of somebody else',
      [...panel.slice(0, -2), ballotsOpened(2, [invalidBy([...boardMembers.slice(2), 'operator.example'])])],
      /others than its keepers, each once/,
    ],
    [
      'a verdict before all are opened',
      [...panel.slice(0, -2), decided('upheld', 1, 1, 0)],
      /2 of 3 ballots are opened/,
    ],
    [
      'other counts than the opened ones',
      [...panel.slice(0, -1), decided('upheld', 2, 1, 0)],
      /it says 2, 1, 0, the opened ballots 1, 1, 1/,
    ],
    [
      'another outcome than the counts give',
      [...panel.slice(0, -1), decided('rejected', 1, 1, 1)],
      /it says rejected, the ballots upheld/,
    ],
  ])('%s', (_, lines, message) => {
    expect(check(lines)).toContainEqual(expect.stringMatching(new RegExp(`^ballots-miscounted: .*${message.source}`)))
  })

  test('no quorum is no verdict for either side', () => {
    const terms = changed(panel, 'vote-opened', { quorum: 3 })
    expect(check([...terms.slice(0, -1), decided('no-quorum', 1, 1, 1)])).toEqual([])
  })

  test.each([
    ['no pseudonym', ballotCast('somebody')],
    ['no hash', ballotCast(jurors[0], 'short')],
    ['no choice', ballotsOpened(0, [openedBallot(jurors[0], 'perhaps')])],
    ['a key for an invalid one', ballotsOpened(0, [{ ...openedBallot(jurors[0], 'invalid'), key: hash }])],
    ['no key', ballotsOpened(0, [{ ...openedBallot(jurors[0], 'pay'), key: '' }])],
    [
      'an invalid one without shares',
      ballotsOpened(0, [{ ...openedBallot(jurors[0], 'pay'), choice: 'invalid', key: '' }]),
    ],
    ['a share that is none', ballotsOpened(0, [invalidBy(['notary.example'], 7)])],
  ])('an entry of another form is malformed: %s', (_, line) => {
    const lines =
      line.kind === 'ballot-cast' ? before(panel, 'vote-closed', line) : before(panel, 'ballots-opened', line)
    expect(check(lines)[0]).toMatch(/^entry-malformed/)
  })
})

describe('the hour of the close', () => {
  const early = closesAt.subtract({ seconds: 1 })
  const upTo = panel.slice(0, -4)

  test('is not before what was said, by the entry itself', () => {
    expect(check([...upTo, voteClosed(3, early)])).toEqual([expect.stringMatching(/^vote-closed-early/)])
  })

  test('nor by the clock of this member, where the entry is written ahead', () => {
    const now = closesAt.subtract({ seconds: 601 })
    expect(check([...upTo, voteClosed(3)], now)).toContainEqual(expect.stringMatching(/^vote-closed-early/))
  })

  test('may be put off once, at the close, where ballots are missing', () => {
    const extended = (at: Temporal.Instant, until: Temporal.Instant): Line => ({
      kind: 'vote-extended',
      at,
      facts: { closesAt: until },
    })
    const next = closesAt.add({ hours: 24 })
    const few = [...panelUntilVote, voteOpened(), ballotCast(jurors[0])]
    const runs: readonly (readonly [readonly Line[], readonly RegExp[]])[] = [
      [[...few, extended(closesAt, next), ballotCast(jurors[1], hash, closesAt), voteClosed(2, next)], []],
      [[...few, extended(early, next)], [/before the hour/]],
      [[...few, extended(closesAt, closesAt)], [/to an hour that is over/]],
      [[...few, extended(closesAt, next), extended(next, next.add({ hours: 24 }))], [/a second time/]],
      [[...few, ballotCast(jurors[1]), extended(closesAt, next)], [/although 2 ballots make a quorum/]],
      [[...few, extended(closesAt, next), voteClosed(1)], [/closed before its hour/]],
    ]
    for (const [lines, messages] of runs) {
      store.database.exec('delete from monitor_states; delete from monitor_progress; delete from dispute_ballots')
      expect(check(lines, next)).toEqual(messages.map((message) => expect.stringMatching(message)))
    }
  })
})
