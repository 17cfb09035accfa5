import { type Refused, refuse } from '../decision.ts'
import type { Dispute, DisputeStatus } from './dispute.ts'

/** Why a command on a dispute is not carried out. `http/` maps each to a status. */
export const disputeRefusalCodes = [
  'dispute-not-found',
  'dispute-not-in-status',
  'conflict-of-interest',
  'text-missing',
  'clause-unknown',
  'statement-missing',
  'questions-too-few',
  'question-malformed',
  'personal-data-in-text',
  'not-the-author',
  'vote-closed',
  'quiz-not-passed',
  'quiz-answers-malformed',
  'not-drawn',
  'answers-closed',
  'seat-answered-already',
  'not-a-juror-now',
  'not-seated',
  'ballot-malformed',
  'ballot-cast-already',
  'ballot-changed-elsewhere',
  'verdict-not-there',
] as const

export type DisputeRefusalCode = (typeof disputeRefusalCodes)[number]

/** Refuses unless the dispute is in one of `allowed`; otherwise null. */
export function unlessDisputeIn(
  dispute: Dispute,
  allowed: readonly DisputeStatus[],
): Refused<DisputeRefusalCode> | null {
  if (allowed.includes(dispute.status)) return null
  return refuse('dispute-not-in-status', { status: dispute.status, allowed: allowed.join(', ') })
}
