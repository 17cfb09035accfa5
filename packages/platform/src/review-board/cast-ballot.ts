import { ballotHash, checkSealedBallot } from '@tongzhou/ballot'
import { type DisputeStatus, castBallot as decideBallot, planReference, refuse } from '@tongzhou/core'
import { fromBase64 } from '@tongzhou/tlog'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { ballotPlace, insertBallot } from './ballot-store.ts'
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

/**
 * Casts a sealed ballot, or puts it in the place of the one that it names. Its hash goes on the log in the same transaction; nobody can
 * open it before the close. Refusals: dispute-not-found, not-seated, ballot-malformed, those of core's `castBallot`.
 */
export async function castBallot(
  platform: Platform,
  command: DisputeCommand & { readonly sealed: string; readonly replaces: string | null },
): Promise<Outcome<BallotCast>> {
  const { actor, dispute, key, replaces, sealed } = command
  const keepers = await keepersOf(platform, dispute)
  const wrong = keepers.length === 0 ? null : checkSealedBallot(sealed, keepers)
  if (wrong !== null) return refuse('ballot-malformed', { why: wrong }, { field: 'sealed' })
  const ballot = ballotHash(sealed)
  const content = { dispute, ballot, replaces }
  return commit<BallotCast>(platform, { key, kind: 'cast-ballot', actor, content }, async (unit) => {
    await lockVote(dispute, 'shared').execute(unit.reader)
    const place = await ballotPlace(unit.reader, dispute, actor.personId!)
    if (!place) return refuse('dispute-not-found', { dispute })
    if (!place.seated || place.pseudonym === null) return refuse('not-seated')
    const status = place.status as DisputeStatus
    const seat = { quizPassed: place.quiz_passed === true, ballot: place.hash?.toString('base64') ?? null }
    const decision = decideBallot({ status, closesAt: place.closes_at }, seat, { replaces }, unit.now)
    if (!decision.accepted) return decision
    const eventId = unit.newId()
    const juror = place.pseudonym
    const ballotNo = (place.ballot_no ?? 0) + 1
    const row = {
      disputeId: place.dispute_id,
      pseudonym: juror,
      ballotNo,
      eventId,
      hash: fromBase64(ballot),
      sealed,
      now: unit.now,
    }
    const plan = planReference({ plan: place.plan_code, version: place.rules_version })
    return {
      rows: [
        {
          write: insertBallot(row),
          orRefuse: refuse(ballotNo === 1 ? 'ballot-cast-already' : 'ballot-changed-elsewhere'),
        },
      ],
      events: [
        { id: eventId, kind: 'ballot-cast', subject: disputeJournalSubject(dispute), plan, facts: { juror, ballot } },
      ],
      answer: { dispute, juror, ballot },
    }
  })
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
