/** What the monitor remembers of an open case: a handful of facts, nothing about a person. */
export interface CaseState {
  readonly evidence: boolean
  /** A first of two approvals was ever proposed: from then on one person's approval is not enough. */
  readonly twoPersons: boolean
  /** That proposal stands and waits for its second person. */
  readonly proposed: boolean
  readonly approved: 'no' | 'one-person' | 'two-persons' | 'verdict'
  readonly openObjections: number
  /** The period in which the case is public, with the plan it belongs to: `plan/2019-01-B`. */
  readonly period: string | null
  readonly objectionsUntil: string | null
  readonly settled: boolean
}

/** A case as `claim-filed` begins it. */
export const filedCase: CaseState = {
  evidence: false,
  twoPersons: false,
  proposed: false,
  approved: 'no',
  openObjections: 0,
  period: null,
  objectionsUntil: null,
  settled: false,
}

/** What is remembered of a period of a plan. */
export interface PeriodState {
  readonly sharingDay: string | null
  readonly rollCount: bigint | null
  readonly settled: SettledFigures | null
}

/** The figures that later entries must fit. */
export interface SettledFigures {
  readonly cases: number
  readonly shareFen: bigint
  readonly carryOutFen: bigint
  /** Cases that entries have named as settled in it. */
  readonly casesSettled: number
  /** What of its payouts no `claim-paid` entry has spoken of. */
  readonly unpaidFen: bigint
}

/** What is remembered of a plan: how its last period ended, and what its years have cost. */
export interface PlanState {
  readonly lastPeriod: string | null
  readonly year: string | null
  /** Sum of the year's shares per head. */
  readonly yearFen: bigint
}

/** What is remembered of a version of a plan. */
export interface VersionState {
  readonly contentSha256: string
  /** Its cap per head and year, once a share was cut to it. */
  readonly yearCapFen: bigint | null
  /** The largest payout that one person approved, and the smallest that took two. */
  readonly largestOfOneFen: bigint | null
  readonly smallestOfTwoFen: bigint | null
}
