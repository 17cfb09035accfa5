import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { entryText, type LogEntry, lotText } from '@tongzhou/core'
import { leafHash, utf8 } from '@tongzhou/tlog'
import { madeLotKey } from './made-lot-key.ts'

/** What an entry of a test says; the rest is the same for all. */
export type Line = Pick<LogEntry, 'kind' | 'facts'> & Partial<LogEntry>

export const dispute = 'dispute/7F3K-9Q2M-D1'
export const boardMembers = ['hospital.example', 'insurer.example', 'notary.example', 'regulator.example'] as const
export const boardOrigin = 'log.example/journal'
export const opensAt = Temporal.Instant.from('2020-03-03T00:00:00Z')
export const closesAt = opensAt.add({ hours: 72 })
export const [committedAt, hash] = [Temporal.Instant.from('2020-03-01T00:00:00Z'), 'A'.repeat(43).concat('=')]
export const jurors = ['K7M3Q9X2V5T8', 'B7M3Q9X2V5T8', 'C7M3Q9X2V5T8'] as const
export const lotReferences = ['a', 'b', 'c', 'd', 'e'].map((digit) => digit.repeat(32))

const lotKeyOf = (name: string) => createPrivateKey({ key: madeLotKey(name), format: 'der', type: 'pkcs8' })

/** The consortium as it stands on the log; ballot keys are those given, or made up; lot keys those of the tests, unless given. */
export function consortiumLine(
  ballotKeys: Readonly<Record<string, string>> = {},
  lotKeys: Readonly<Record<string, string>> = {},
): Line {
  const members = boardMembers.map((name) => ({
    name,
    lotKey: lotKeys[name] ?? createPublicKey(lotKeyOf(name)).export({ format: 'der', type: 'spki' }).toString('base64'),
    ballotKey: ballotKeys[name] ?? `key of ${name}`,
  }))
  return { kind: 'consortium-changed', subject: 'consortium', plan: null, facts: { quorum: 3, members, logKey: 'k' } }
}

export const keepers = (ballotKeys: Readonly<Record<string, string>> = {}) =>
  boardMembers.map((name) => ({ name, key: ballotKeys[name] ?? `key of ${name}` }))

/** The bytes of entries, as the platform writes them. */
export function entriesOf(lines: readonly Line[]): Uint8Array[] {
  return lines.map((line, index) =>
    utf8(
      entryText({
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        subject: dispute,
        plan: null,
        at: committedAt,
        role: 'system',
        commitments: {},
        ...line,
      }),
    ),
  )
}

/** A member's signature over the list at an index. */
export function lotSignature(member: string, entries: readonly Uint8Array[], index: number, origin = boardOrigin) {
  const text = lotText({ origin, index, leafHash: leafHash(entries[index]!) })
  return { member, signature: sign('sha256', Buffer.from(text), lotKeyOf(member)).toString('base64') }
}

export const opened = (mode: 'panel' | 'open'): Line[] => [
  { kind: 'dispute-opened', facts: { mode, opener: 'claimant', appealOf: null } },
  { kind: 'statement-added', facts: { side: 'for' } },
  { kind: 'statement-added', facts: { side: 'against' } },
  { kind: 'case-file-sealed', facts: { clause: '4.2', pages: 1, questions: 2 } },
]

/** Lines up to a panel that is seated; the list is at index `listIndex`. */
export const listIndex = 5
export function seatedPanel(ballotKeys: Readonly<Record<string, string>> = {}): Line[] {
  const before: Line[] = [
    consortiumLine(ballotKeys),
    ...opened('panel'),
    { kind: 'juror-list-committed', facts: { size: 5, root: hash, weights: 9, seats: 3, reserves: 1 } },
  ]
  const entries = entriesOf(before)
  const signatures = boardMembers.map((name) => lotSignature(name, entries, listIndex))
  const drawn = { list: listIndex, signatures, silent: [], from: 0, references: lotReferences.slice(0, 4) }
  return [
    ...before,
    { kind: 'panel-drawn', facts: drawn },
    { kind: 'panel-continued', facts: { from: 4, references: [lotReferences[4]!] } },
    {
      kind: 'panel-seated',
      facts: {
        seated: [lotReferences[0]!, lotReferences[2]!, lotReferences[3]!],
        declined: [lotReferences[1]!],
        silent: [],
      },
    },
  ]
}

export const voteOpened = (ballotKeys: Readonly<Record<string, string>> = {}, facts: LogEntry['facts'] = {}): Line => ({
  kind: 'vote-opened',
  at: opensAt,
  facts: {
    opensAt,
    closesAt,
    quorum: 2,
    upheldAtBasisPoints: 5_000,
    threshold: 3,
    keepers: keepers(ballotKeys),
    seats: 3,
    ...facts,
  },
})

export const ballotCast = (juror: string, ballot = hash, at = opensAt): Line => ({
  kind: 'ballot-cast',
  at,
  facts: { juror, ballot },
})

export const voteClosed = (ballots: number, at = closesAt): Line => ({ kind: 'vote-closed', at, facts: { ballots } })

export const ballotsOpened = (from: number, ballots: readonly LogEntry['facts'][string][]): Line => ({
  kind: 'ballots-opened',
  at: closesAt,
  facts: { from, ballots: ballots as [] },
})

export const openedBallot = (juror: string, choice: string) => ({
  juror,
  choice,
  clause: choice === 'invalid' ? '' : '4.2',
  key: choice === 'invalid' ? '' : hash,
  ...(choice === 'invalid' && { shares: boardMembers.map((keeper) => ({ keeper, share: null })) }),
})

export const decided = (outcome: string, pay: number, doNotPay: number, invalid: number): Line => ({
  kind: 'dispute-decided',
  at: closesAt,
  facts: { outcome, pay, doNotPay, invalid, control: 'false' },
})

/** From the first ballot to the verdict. */
export const vote: readonly Line[] = [
  voteOpened(),
  ballotCast(jurors[0]),
  ballotCast(jurors[1]),
  ballotCast(jurors[0], 'B'.repeat(42).concat('A=')),
  ballotCast(jurors[2]),
  voteClosed(3),
  ballotsOpened(0, [openedBallot(jurors[0], 'pay'), openedBallot(jurors[1], 'do-not-pay')]),
  ballotsOpened(2, [openedBallot(jurors[2], 'invalid')]),
  decided('upheld', 1, 1, 1),
]
