import { type Attempt, learnAndTry, tryGuesses } from './guessing.ts'
import type { TrueDispute } from './hundred-disputes.ts'
import type { Townsman } from './made-up-town.ts'
import type { PublicEntry } from './public-view.ts'
import { disputeOfSubject, entriesByDispute } from './truth.ts'

const bringing = new Set(['refusal-disputed', 'objection-disputed'])
const ending = new Set(['verdict-received', 'claim-withdrawn'])

/** How an attacker picks the claim of a dispute out of those that are before the board and not told of yet. */
export const waysToPick = {
  'the newest': (claims: readonly Candidate[]) => claims.at(-1),
  'the one of the same moment': (claims: readonly Candidate[], { at }: PublicEntry) =>
    claims.find((one) => one.at === at),
  'the oldest that is not taken': (claims: readonly Candidate[], _: PublicEntry, place: number) => claims[place],
} as const

interface Candidate {
  readonly claim: string
  readonly at: string
}

/** Names the claim of each dispute at the moment when the log is told of it. */
export function linkToClaims(
  entries: readonly PublicEntry[],
  disputes: readonly TrueDispute[],
  pick: (claims: readonly Candidate[], opened: PublicEntry, place: number) => Candidate | undefined,
): Attempt {
  const claimOf = new Map(disputes.map(({ caseReference, reference }) => [reference, caseReference]))
  const waiting = new Map<string, Candidate & { readonly plan: string | null }>()
  const told = new Map<string, number>()
  const secrets: { readonly truth: string; readonly guess: string | undefined; readonly candidates: number }[] = []
  for (const entry of entries) {
    const { at, facts, kind, subject } = entry
    const plan = planOf(entry)
    if (bringing.has(kind)) waiting.set(subject, { claim: subject.replace('claim/', ''), at, plan })
    if (ending.has(kind)) waiting.delete(subject)
    if (kind !== 'dispute-opened' || facts.appealOf !== null) continue
    const truth = claimOf.get(disputeOfSubject(subject))
    const batch = `${plan} ${at}`
    const place = told.get(batch) ?? 0
    told.set(batch, place + 1)
    // A control case has no claim; an appeal names the dispute before it, in the open.
    if (!truth) continue
    const candidates = [...waiting.values()].filter((one) => one.plan === plan)
    secrets.push({ truth, guess: pick(candidates, entry, place)?.claim, candidates: candidates.length })
  }
  return tryGuesses(secrets, {
    candidates: ({ candidates }) => candidates,
    guess: ({ guess }) => guess,
    truth: ({ truth }) => truth,
  })
}

const planOf = ({ text }: PublicEntry) => (JSON.parse(text) as { plan: string | null }).plan

/** What the log shows of a dispute until its vote is closed, without the values that differ from any dispute to any other. */
export function shapeOf(own: readonly PublicEntry[]): string {
  const end = own.findIndex(({ kind }) => kind === 'panel-drawn' || kind === 'vote-opened')
  return own
    .slice(0, end + 1)
    .map(({ commitments, facts, kind, role }) => {
      return `${kind} ${role} ${Object.keys(facts)} ${Object.keys(commitments)}`
    })
    .join('\n')
}

/** Tells control cases from claimants' first disputes by anything that the log and the lists say before the close. */
export function findControls(entries: readonly PublicEntry[], disputes: readonly TrueDispute[]): Attempt {
  const kinds = new Map(disputes.map(({ kind, reference }) => [reference, kind]))
  const all = [...entriesByDispute(entries)].filter(([, [opened]]) => {
    return opened!.facts.opener === 'claimant' && opened!.facts.appealOf === null
  })
  const sizeOf = (own: readonly PublicEntry[]) => own.find(({ kind }) => kind === 'juror-list-committed')?.facts.size
  const sizes = Map.groupBy(all, ([, [opened]]) => opened!.at)
  return learnAndTry(
    all.map(([dispute, own]) => {
      const [opened] = own
      const beside = sizes.get(opened!.at)!.flatMap(([, other]) => sizeOf(other) ?? [])
      const size = sizeOf(own) ?? 0
      const larger = beside.filter((one) => one > size).length
      const statements = own.filter(({ kind }) => kind === 'statement-added').length
      const roles = own.slice(0, 4).map(({ role }) => role)
      const { clause } = own.find(({ kind }) => kind === 'case-file-sealed')!.facts
      return {
        secret: kinds.get(dispute) === 'control',
        signs: [
          larger === 0,
          larger < 3,
          larger < beside.length / 2,
          larger > beside.length - 3,
          statements > 2,
          ...['operator', 'reviewer', 'participant'].map((role) => roles.includes(role)),
          ...['1', '2.1', '2.2', '3'].map((one) => clause === one),
          ...[...dispute].map((letter) => letter < 'G'),
          opened!.facts.mode === 'open',
        ],
      }
    }),
  )
}

/** Public, of a case in its period. */
export interface PublishedCase {
  readonly caseReference: string
  readonly ageBand: string
  readonly region: string
  readonly daysSinceJoining: number
  readonly publishedOn: string
}

/** Townspeople who fit a published case, for a neighbour who knows everybody's age and province, and for one who knows the day of joining too. */
export function fitting(one: PublishedCase, people: readonly Townsman[]) {
  const [from, to] = one.ageBand.split('-').map(Number)
  const day = Temporal.PlainDate.from(one.publishedOn)
  const byAge = people.filter(({ bornOn, region }) => {
    const age = Temporal.PlainDate.from(bornOn).until(day, { largestUnit: 'years' }).years
    return region === one.region && age >= from! && age <= to!
  })
  const joinedOn = day.subtract({ days: one.daysSinceJoining }).toString()
  return { byAge, byDay: byAge.filter((person) => person.joinedOn === joinedOn) }
}
