import type { ClaimEvent, PlanVersion, Refused } from '@tongzhou/core'
import type { Actor, Unit } from '../commit/commit.ts'
import type { StoredClaim } from './store.ts'
import type { Besides } from './take-step.ts'

/** A step by which a case comes before the review board. */
export type DisputingEvent = Extract<ClaimEvent, { kind: 'refusal-disputed' | 'objection-disputed' | 'claim-referred' }>

/** What the board is told when a case comes before it. */
export interface BroughtCase {
  readonly actor: Actor
  /** The claim before this step. */
  readonly stored: StoredClaim
  readonly event: DisputingEvent
  /** The version whose rules the dispute follows. */
  readonly plan: PlanVersion
}

/**
 * What the review board writes in the same transaction as a step of a claim. The board is a later part, so claims says what it
 * calls.
 */
export interface Board {
  opened(unit: Unit, brought: BroughtCase): Promise<Besides | Refused>
  /** The claimant takes a case back that is before the board; refused once the vote is closed. */
  withdrawn(unit: Unit, stored: StoredClaim): Promise<Besides | Refused>
}

/** A board that sits around a table: nothing is written for it, and an operator enters its verdict. */
export const roundTable: Board = {
  opened: async () => ({}),
  withdrawn: async () => ({}),
}
