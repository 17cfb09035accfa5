import { accept, type Decision, refuse } from '../decision.ts'
import type { Dispute, DisputeEvent } from './dispute.ts'
import { type DisputeRefusalCode, unlessDisputeIn } from './dispute-refusals.ts'
import { type BallotCounts, decideVote } from './tally.ts'

type VoteDecision = Decision<DisputeEvent, DisputeRefusalCode>

/** Opens the vote for the plan's hours. Refusals: dispute-not-in-status (also while a panel is not seated). */
export function openVote(
  dispute: Dispute,
  given: Pick<Dispute, 'keepers' | 'threshold'>,
  now: Temporal.Instant,
): VoteDecision {
  const { panel, openHours } = dispute.opened.terms
  const refused = unlessDisputeIn(dispute, [panel ? 'seating' : 'ready'])
  if (refused) return refused
  if (panel && dispute.seats === null) return refuse('dispute-not-in-status', { status: 'seating' })
  return accept({ kind: 'vote-opened', closesAt: now.add({ hours: openHours }), ...given })
}

/** A juror's place in a case, as a ballot needs it. */
export interface VotingSeat {
  readonly quizPassed: boolean
  /** Hash of the ballot that counts so far; null before the first. */
  readonly ballot: string | null
}

/**
 * May this ballot be cast now? A later one replaces an earlier one and names it, so that of two devices that vote at once one is told
 * of the other. Refusals: dispute-not-in-status, vote-closed, quiz-not-passed, ballot-cast-already, ballot-changed-elsewhere.
 */
export function castBallot(
  dispute: Pick<Dispute, 'status' | 'closesAt'>,
  seat: VotingSeat,
  command: { readonly replaces: string | null },
  now: Temporal.Instant,
): Decision<null, DisputeRefusalCode> {
  const { closesAt, status } = dispute
  if (status === 'counting' || status === 'decided') return refuse('vote-closed')
  if (status !== 'voting' || closesAt === null) return refuse('dispute-not-in-status', { status, allowed: 'voting' })
  if (Temporal.Instant.compare(now, closesAt) >= 0) return refuse('vote-closed', { closedAt: closesAt.toString() })
  if (!seat.quizPassed) return refuse('quiz-not-passed')
  if (command.replaces === seat.ballot) return accept(null)
  return refuse(command.replaces === null ? 'ballot-cast-already' : 'ballot-changed-elsewhere')
}

/**
 * The hour of the close has come: too few ballots extend the vote, once, where the plan says so. Refusals: dispute-not-in-status (also
 * before that hour).
 */
export function closeVote(dispute: Dispute, ballots: number, now: Temporal.Instant): VoteDecision {
  const refused = unlessDisputeIn(dispute, ['voting'])
  if (refused) return refused
  const { closesAt, extended, opened } = dispute
  const { extendHours, quorum } = opened.terms
  if (closesAt === null || Temporal.Instant.compare(now, closesAt) < 0) {
    return refuse('dispute-not-in-status', { status: 'voting', closesAt: String(closesAt) })
  }
  if (ballots < quorum && extendHours !== null && !extended) {
    return accept({ kind: 'vote-extended', closesAt: now.add({ hours: extendHours }) })
  }
  return accept({ kind: 'vote-closed', ballots })
}

/** All ballots are opened: the verdict. Refusals: dispute-not-in-status. */
export function decideDispute(dispute: Dispute, counts: BallotCounts): VoteDecision {
  const refused = unlessDisputeIn(dispute, ['counting'])
  if (refused) return refused
  const { quorum, upheldAtBasisPoints } = dispute.opened.terms
  return accept({ kind: 'dispute-decided', ...decideVote(counts, { quorum, upheldAtBasisPoints }) })
}

/** The claimant takes the case back, until the vote is closed; then its ballots stay sealed for ever. Refusals: vote-closed. */
export function withdrawDispute(dispute: Dispute, now: Temporal.Instant): VoteDecision {
  const { closesAt, status } = dispute
  const isOver = status === 'voting' && closesAt !== null && Temporal.Instant.compare(now, closesAt) >= 0
  if (isOver || status === 'counting' || status === 'decided') return refuse('vote-closed')
  return (
    unlessDisputeIn(dispute, ['preparing', 'ready', 'list-committed', 'seating', 'voting']) ??
    accept({ kind: 'dispute-withdrawn' })
  )
}

/** Which questions of the quiz were answered wrongly, by their places; none where it is passed. Refusals: quiz-answers-malformed. */
export function gradeQuiz(
  dispute: Dispute,
  answers: readonly number[],
): Decision<readonly number[], DisputeRefusalCode> {
  const questions = dispute.file?.questions ?? []
  if (answers.length !== questions.length) {
    return refuse('quiz-answers-malformed', { questions: questions.length, answers: answers.length })
  }
  return accept(questions.flatMap(({ right }, at) => (answers[at] === right ? [] : [at])))
}
