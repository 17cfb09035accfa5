import { type Refused, refuse } from '../decision.ts'
import type { Claim, ClaimStatus } from './claim.ts'

/** Why a command on a claim is not carried out. `http/` maps each to a status. */
export const claimRefusalCodes = [
  'claim-not-found',
  'claim-already-open',
  'not-your-participant',
  'claim-not-in-status',
  'case-taken',
  'case-not-taken',
  'conflict-of-interest',
  'diagnosis-in-future',
  'diagnosis-before-birth',
  'illness-unknown',
  'no-mild-form',
  'not-your-claim',
  'no-evidence',
  'too-much-evidence',
  'text-missing',
  'checklist-incomplete',
  'checklist-not-satisfied',
  'not-investigated',
  'not-the-investigator',
  'field-work-in-future',
  'region-unknown',
  'clause-unknown',
  'same-person-twice',
  'fact-does-not-bear-on-illness',
  'question-unknown',
  'dispute-too-late',
  'no-appeal',
  'new-evidence-missing',
  'objection-not-yours',
  'board-decides',
  'objection-window-closed',
  'objection-already-raised',
  'objection-not-open',
  'objector-not-in-plan',
] as const

export type ClaimRefusalCode = (typeof claimRefusalCodes)[number]

/** A person who acts on a claim in an office. `related` is true for the claimant, the participant and their family. */
export interface Officer {
  readonly personId: bigint
  readonly related: boolean
}

/** Refuses unless the claim is in one of `allowed`; otherwise null. */
export function unlessIn(claim: Claim, allowed: readonly ClaimStatus[]): Refused<ClaimRefusalCode> | null {
  if (allowed.includes(claim.status)) return null
  return refuse('claim-not-in-status', { status: claim.status, allowed: allowed.join(', ') })
}

/** Nobody acts in office on their own or their family's case (plan term "review"). */
export function ifRelated(officer: Officer): Refused<ClaimRefusalCode> | null {
  return officer.related ? refuse('conflict-of-interest') : null
}

/** Refuses a text that says nothing. */
export function ifEmpty(text: string, field: string): Refused<ClaimRefusalCode> | null {
  return text.trim() === '' ? refuse('text-missing', {}, { field }) : null
}
