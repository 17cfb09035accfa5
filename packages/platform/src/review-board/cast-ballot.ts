import { ballotHash, checkSealedBallot } from '@tongzhou/ballot'
import { type DisputeStatus, castBallot as decideBallot, planReference, refuse } from '@tongzhou/core'
import { fromBase64 } from '@tongzhou/tlog'
import type { Outcome, Unit } from '../commit/commit.ts'
import { commitMany } from '../commit/commit-many.ts'
import { inGroups } from '../commit/in-groups.ts'
import type { Platform } from '../commit/platform.ts'
import { type BallotPlaceRow, ballotPlaces, insertBallots, type NewBallot } from './ballot-store.ts'
import { loadDispute, lockVote } from './dispute-store.ts'
import type { DisputeCommand } from './prepare-dispute.ts'
import { disputeJournalSubject } from './take-dispute-step.ts'

/** What a juror keeps of a cast ballot: by it the log's entry is found. */
export interface BallotCast {
  readonly dispute: string
  readonly juror: string
  /** Base64 SHA-256 of the sealed ballot. */
  readonly ballot: string
}

/** The names of the keepers of votes, which never change once the vote is open. */
const keepersOfVotes = new Map<string, readonly string[]>()
const mostRemembered = 1_000

/** Ballots that one transaction takes. */
const mostTogether = 200

type CastCommand = DisputeCommand & { readonly sealed: string; readonly replaces: string | null }

interface Checked {
  readonly command: CastCommand
  /** Its hash. */
  readonly ballot: string
}

type CastTogether = (checked: Checked) => Promise<Outcome<BallotCast>>

/** By dispute, so that one that is being closed keeps no ballot of another waiting. */
const groups = new WeakMap<Platform, Map<string, CastTogether>>()

/**
 * Casts a sealed ballot, or puts it in the place of the one that it names. Its hash goes on the log in the same transaction; nobody can
 * open it before the close. Ballots that come at the same time share a transaction: thousands come in a minute. Refusals:
 * dispute-not-found, not-seated, ballot-malformed, those of core's `castBallot`.
 */
export async function castBallot(platform: Platform, command: CastCommand): Promise<Outcome<BallotCast>> {
  const { dispute, sealed } = command
  const keepers = await keepersOf(platform, dispute)
  const wrong = keepers.length === 0 ? null : checkSealedBallot(sealed, keepers)
  if (wrong !== null) return refuse('ballot-malformed', { why: wrong }, { field: 'sealed' })
  return groupOf(platform, dispute)({ command, ballot: ballotHash(sealed) })
}

function groupOf(platform: Platform, dispute: string): CastTogether {
  const ofPlatform = groups.get(platform) ?? new Map<string, CastTogether>()
  groups.set(platform, ofPlatform)
  const known = ofPlatform.get(dispute)
  if (known) return known
  if (ofPlatform.size >= mostRemembered) ofPlatform.clear()
  const together = inGroups<Checked, Outcome<BallotCast>>(
    ({ command }) => command.actor.personId,
    mostTogether,
    (checked) => castTogether(platform, dispute, checked),
  )
  ofPlatform.set(dispute, together)
  return together
}

function castTogether(platform: Platform, dispute: string, checked: readonly Checked[]) {
  const commands = checked.map(({ ballot, command: { actor, key, replaces } }) => {
    return { key, kind: 'cast-ballot', actor, content: { dispute, ballot, replaces } }
  })
  return commitMany<BallotCast>(platform, commands, async (unit, places) => {
    await lockVote(dispute, 'shared').execute(unit.reader)
    const people = places.map((place) => commands[place]!.actor.personId!)
    const seats = await ballotPlaces(unit.reader, dispute, people)
    const ballots: NewBallot[] = []
    const effects = places.map((place, at) => {
      const effect = decideOne(dispute, checked[place]!, seats.get(people[at]!) ?? null, unit)
      if ('accepted' in effect) return effect
      ballots.push(effect.row)
      return effect
    })
    const rows = ballots.length === 0 ? [] : [{ write: insertBallots(ballots), changes: ballots.length }]
    return { effects, rows }
  })
}

function decideOne(dispute: string, { ballot, command }: Checked, place: BallotPlaceRow | null, unit: Unit) {
  if (!place) return refuse('dispute-not-found', { dispute })
  if (!place.seated || place.pseudonym === null) return refuse('not-seated')
  const { replaces, sealed } = command
  const status = place.status as DisputeStatus
  const seat = { quizPassed: place.quiz_passed === true, ballot: place.hash?.toString('base64') ?? null }
  const decision = decideBallot({ status, closesAt: place.closes_at }, seat, { replaces }, unit.now)
  if (!decision.accepted) return decision
  const id = unit.newId()
  const juror = place.pseudonym
  const ballotNo = (place.ballot_no ?? 0) + 1
  const hash = fromBase64(ballot)
  const row = { disputeId: place.dispute_id, pseudonym: juror, ballotNo, eventId: id, hash, sealed, now: unit.now }
  const plan = planReference({ plan: place.plan_code, version: place.rules_version })
  const subject = disputeJournalSubject(dispute)
  const event = { id, kind: 'ballot-cast', subject, plan, facts: { juror, ballot } } as const
  return { row, events: [event], answer: { dispute, juror, ballot } }
}

/** Empty while the vote is not open: then the ballot is refused for that. */
async function keepersOf(platform: Platform, reference: string): Promise<readonly string[]> {
  const known = keepersOfVotes.get(reference)
  if (known) return known
  const stored = await loadDispute(platform, platform.database, { reference })
  const names = stored?.dispute.keepers.map(({ name }) => name) ?? []
  if (names.length > 0) {
    if (keepersOfVotes.size >= mostRemembered) keepersOfVotes.clear()
    keepersOfVotes.set(reference, names)
  }
  return names
}
