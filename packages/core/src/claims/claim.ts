import { unreachable } from '../decision.ts'

/**
 * The life of a claim. Its state is a fold of its events; nothing else is stored that the events do not say.
 *
 *   collecting-evidence -> desk-review -> investigation -> deciding -> (second-approval) -> approved
 *     -> published -> settled -> paid
 *   refused (at filing, by a reviewer, or for missing evidence) -> closed, or disputed -> approved, refused or closed
 *   deciding, approved or published -> disputed, where a reviewer is unsure or an objector does not give in
 *   evidence-requested goes back to where it came from; withdrawn from anywhere before the sharing.
 */
export const claimStatuses = [
  'collecting-evidence',
  'desk-review',
  'evidence-requested',
  'investigation',
  'deciding',
  'second-approval',
  'approved',
  'published',
  'settled',
  'paid',
  'refused',
  'disputed',
  'closed',
  'withdrawn',
] as const

export type ClaimStatus = (typeof claimStatuses)[number]

/** Statuses after which nothing more happens to a claim. */
export const endStatuses: readonly ClaimStatus[] = ['paid', 'closed', 'withdrawn']

/** What the claimant states when filing. Days are calendar days in the plan's time zone. */
export interface ClaimStatement {
  readonly participantId: bigint
  /** Code in the plan's catalogue. */
  readonly illness: string
  /** The milder form of that illness, which the plan pays at an amount of its own. */
  readonly mild: boolean
  readonly cause: 'illness' | 'accident'
  readonly diagnosedOn: Temporal.PlainDate
  readonly hospital: string
  /** Where the payout goes: the payee's account as the claimant wrote it. */
  readonly payeeAccount: string
  readonly payeeName: string
}

/** Why a claim was refused: a code from a closed list, the plan's clause, and a text for the person. */
export interface RefusalReason {
  readonly code: ClaimRefusalReason
  readonly clause: string
  readonly text: string
  /** For an undeclared fact: the health question, and how the fact bears on the illness. */
  readonly undeclared?: { readonly question: string; readonly bearing: string }
}

export const claimRefusalReasons = [
  // found at filing, by the platform
  'second-payout',
  'not-in-plan-at-diagnosis',
  'in-waiting-period',
  'illness-not-covered',
  'cause-not-covered',
  'age-not-covered',
  'filed-too-late',
  // found later, by people (or by the calendar, for missing evidence)
  'evidence-not-provided',
  'evidence-contradictory',
  'diagnosis-not-confirmed',
  'not-the-defined-illness',
  'ill-before-joining',
  'undeclared-fact',
  'forged-evidence',
  // by the review board, of a claim that nobody had refused before
  'board-verdict',
] as const

export type ClaimRefusalReason = (typeof claimRefusalReasons)[number]

/** The reasons that a reviewer may give. */
export const reviewerReasons = [
  'evidence-not-provided',
  'evidence-contradictory',
  'diagnosis-not-confirmed',
  'not-the-defined-illness',
  'ill-before-joining',
  'undeclared-fact',
  'forged-evidence',
] as const satisfies readonly ClaimRefusalReason[]

export interface ChecklistAnswer {
  readonly code: string
  readonly satisfied: boolean
  readonly note: string
}

/** One step of a claim. The kinds are kinds of log entries; the content goes on the log as a commitment only. */
export type ClaimEvent =
  | {
      readonly kind: 'claim-filed'
      readonly claimantPersonId: bigint
      readonly planVersion: number
      readonly filedOn: Temporal.PlainDate
      readonly payoutFen: bigint
      readonly statement: ClaimStatement
    }
  | { readonly kind: 'evidence-added'; readonly evidenceId: string; readonly sha256Commitment: string }
  | { readonly kind: 'claim-submitted' }
  | { readonly kind: 'evidence-requested'; readonly question: string; readonly dueOn: Temporal.PlainDate }
  | {
      readonly kind: 'desk-review-passed'
      readonly reviewerPersonId: bigint
      readonly checklist: readonly ChecklistAnswer[]
      readonly investigate: boolean
      readonly note: string
    }
  | { readonly kind: 'investigation-assigned'; readonly investigatorPersonId: bigint }
  | { readonly kind: 'investigation-reported'; readonly investigatorPersonId: bigint; readonly report: string }
  | {
      readonly kind: 'approval-proposed'
      readonly reviewerPersonId: bigint
      readonly clause: string
      readonly text: string
    }
  | { readonly kind: 'approval-returned'; readonly reviewerPersonId: bigint; readonly text: string }
  | {
      readonly kind: 'claim-approved'
      readonly reviewerPersonId: bigint
      readonly clause: string
      readonly text: string
    }
  | {
      readonly kind: 'claim-refused'
      /** Null where the platform refused by the plan's own figures. */
      readonly reviewerPersonId: bigint | null
      readonly refusedOn: Temporal.PlainDate
      readonly reason: RefusalReason
    }
  | { readonly kind: 'refusal-accepted' }
  | {
      readonly kind: 'refusal-disputed'
      readonly statement: string
      readonly rulesVersion: number
      /** A second dispute, on evidence that the first board did not have. */
      readonly appeal: boolean
    }
  | {
      readonly kind: 'objection-disputed'
      readonly objectionId: string
      readonly objectorPersonId: bigint
      readonly statement: string
      readonly rulesVersion: number
    }
  | {
      readonly kind: 'claim-referred'
      readonly reviewerPersonId: bigint
      readonly statement: string
      readonly rulesVersion: number
    }
  | ({ readonly kind: 'verdict-received' } & Verdict)
  | { readonly kind: 'claim-withdrawn' }
  | { readonly kind: 'claim-published'; readonly period: string; readonly objectionsUntil: Temporal.PlainDate }
  | {
      readonly kind: 'objection-raised'
      readonly objectionId: string
      readonly objectorPersonId: bigint
      readonly reason: string
    }
  | {
      readonly kind: 'objection-dismissed'
      readonly objectionId: string
      readonly reviewerPersonId: bigint
      readonly text: string
    }
  | {
      readonly kind: 'objection-upheld'
      readonly objectionId: string
      readonly reviewerPersonId: bigint
      readonly text: string
    }
  | { readonly kind: 'claim-held-over' }
  | { readonly kind: 'claim-settled'; readonly period: string }
  | { readonly kind: 'claim-paid'; readonly paidOn: Temporal.PlainDate; readonly paidFen: bigint }
  | { readonly kind: 'claim-closed' }

/** What the board decided, however it sat. */
export interface Verdict {
  readonly outcome: VerdictOutcome
  /** The verdict in words, for the people of the case. */
  readonly verdict: string
  readonly clause: string
  readonly decidedOn: Temporal.PlainDate
  /** Reference of the dispute that ended so; null where a board sat around a table. */
  readonly dispute: string | null
  /** Whether the claimant may appeal against it, on new evidence. */
  readonly appealable: boolean
}

/** `no-quorum`: too few ballots, so what was decided before stands. */
export type VerdictOutcome = 'upheld' | 'rejected' | 'no-quorum'

/** Who brought a case before the board. */
export type DisputeOpener = 'claimant' | 'objector' | 'reviewer'

/** A claim as its events have made it. */
export interface Claim {
  readonly status: ClaimStatus
  readonly statement: ClaimStatement
  readonly claimantPersonId: bigint
  /** Version of the plan in force on the day of first diagnosis: the claim is judged by it to its end. */
  readonly planVersion: number
  readonly filedOn: Temporal.PlainDate
  readonly payoutFen: bigint
  readonly evidenceIds: readonly string[]
  /** Where a request for evidence came from, so that the answer goes back there. */
  readonly resumeStatus: ClaimStatus | null
  readonly evidenceDueOn: Temporal.PlainDate | null
  readonly investigatorPersonId: bigint | null
  readonly investigated: boolean
  /** The first of two approvals. */
  readonly proposedBy: bigint | null
  readonly refusal: { readonly reason: RefusalReason; readonly refusedOn: Temporal.PlainDate } | null
  /** Version of the plan whose rules the dispute opened with. */
  readonly disputeRulesVersion: number | null
  /** Who brought the case before the board last; null where nobody did. */
  readonly disputeOpener: DisputeOpener | null
  /** Verdicts received so far: after the first there may be an appeal. */
  readonly verdicts: number
  /** How many files the case had at the last verdict. */
  readonly evidenceAtVerdict: number
  readonly period: string | null
  readonly objectionsUntil: Temporal.PlainDate | null
  readonly openObjections: readonly string[]
  readonly objectors: readonly bigint[]
  /** Objections of this publicity that a reviewer turned down, and whose they were. */
  readonly dismissedObjections: readonly Objection[]
  readonly raisedObjections: readonly Objection[]
}

export interface Objection {
  readonly objectionId: string
  readonly objectorPersonId: bigint
}

/** The claim after one more event. The first event is `claim-filed`; any other throws without a claim. */
export function evolveClaim(claim: Claim | null, event: ClaimEvent): Claim {
  if (event.kind === 'claim-filed') return filed(event)
  if (claim === null) throw new Error(`a claim begins with claim-filed, not ${event.kind}`)
  switch (event.kind) {
    case 'evidence-added':
      return { ...claim, evidenceIds: [...claim.evidenceIds, event.evidenceId] }
    case 'claim-submitted':
      return { ...claim, status: claim.resumeStatus ?? 'desk-review', resumeStatus: null, evidenceDueOn: null }
    case 'evidence-requested':
      return { ...claim, status: 'evidence-requested', resumeStatus: claim.status, evidenceDueOn: event.dueOn }
    case 'desk-review-passed':
      return { ...claim, status: event.investigate ? 'investigation' : 'deciding' }
    case 'investigation-assigned':
      return { ...claim, investigatorPersonId: event.investigatorPersonId }
    case 'investigation-reported':
      return { ...claim, status: 'deciding', investigated: true }
    case 'approval-proposed':
      return { ...claim, status: 'second-approval', proposedBy: event.reviewerPersonId }
    case 'approval-returned':
      return { ...claim, status: 'deciding', proposedBy: null }
    case 'claim-approved':
      return { ...claim, status: 'approved' }
    case 'claim-refused':
      return { ...claim, status: 'refused', refusal: event, resumeStatus: null, evidenceDueOn: null, proposedBy: null }
    case 'refusal-accepted':
    case 'claim-closed':
      return { ...claim, status: 'closed' }
    case 'refusal-disputed':
      return broughtBefore(claim, 'claimant', event.rulesVersion)
    case 'claim-referred':
      return broughtBefore(claim, 'reviewer', event.rulesVersion)
    case 'objection-disputed':
      return outOfPeriod(broughtBefore(claim, 'objector', event.rulesVersion))
    case 'verdict-received':
      return afterVerdict(claim, event)
    case 'claim-withdrawn':
      return { ...claim, status: 'withdrawn' }
    default:
      return afterPublicity(claim, event)
  }
}

function broughtBefore(claim: Claim, disputeOpener: DisputeOpener, disputeRulesVersion: number): Claim {
  return { ...claim, status: 'disputed', disputeOpener, disputeRulesVersion }
}

function afterVerdict(claim: Claim, { outcome, verdict, clause, decidedOn, appealable }: Verdict): Claim {
  // Without a quorum the board has said nothing: what a reviewer decided stands, or is still to be decided, and may be disputed as before.
  if (outcome === 'no-quorum' && claim.disputeOpener === 'objector') return { ...claim, status: 'approved' }
  if (outcome === 'no-quorum' && claim.disputeOpener === 'reviewer') return { ...claim, status: 'deciding' }
  const judged = { ...claim, verdicts: claim.verdicts + 1, evidenceAtVerdict: claim.evidenceIds.length }
  if (outcome === 'upheld') return { ...judged, status: 'approved' }
  const reason = claim.refusal?.reason ?? { code: 'board-verdict' as const, clause, text: verdict }
  return { ...judged, status: appealable ? 'refused' : 'closed', refusal: { reason, refusedOn: decidedOn } }
}

type PublicityEvent = Extract<
  ClaimEvent,
  {
    kind:
      | 'claim-published'
      | 'objection-raised'
      | 'objection-dismissed'
      | 'objection-upheld'
      | 'claim-held-over'
      | 'claim-settled'
      | 'claim-paid'
  }
>

function afterPublicity(claim: Claim, event: PublicityEvent): Claim {
  switch (event.kind) {
    case 'claim-published':
      return { ...claim, status: 'published', period: event.period, objectionsUntil: event.objectionsUntil }
    case 'objection-raised':
      return {
        ...claim,
        openObjections: [...claim.openObjections, event.objectionId],
        objectors: [...claim.objectors, event.objectorPersonId],
        raisedObjections: [...claim.raisedObjections, event],
      }
    case 'objection-dismissed':
      return {
        ...claim,
        openObjections: claim.openObjections.filter((id) => id !== event.objectionId),
        dismissedObjections: [
          ...claim.dismissedObjections,
          ...claim.raisedObjections.filter(({ objectionId }) => objectionId === event.objectionId),
        ],
      }
    case 'objection-upheld':
      return { ...outOfPeriod(claim), status: 'desk-review', proposedBy: null }
    case 'claim-held-over':
      return {
        ...outOfPeriod(claim),
        status: 'approved',
        openObjections: claim.openObjections,
        raisedObjections: claim.raisedObjections,
        dismissedObjections: claim.dismissedObjections,
      }
    case 'claim-settled':
      return { ...claim, status: 'settled' }
    case 'claim-paid':
      return { ...claim, status: 'paid' }
    default:
      return unreachable(event)
  }
}

function outOfPeriod(claim: Claim): Claim {
  const none = { openObjections: [], objectors: [], raisedObjections: [], dismissedObjections: [] }
  return { ...claim, period: null, objectionsUntil: null, ...none }
}

function filed(event: Extract<ClaimEvent, { kind: 'claim-filed' }>): Claim {
  const { statement, claimantPersonId, planVersion, filedOn, payoutFen } = event
  return {
    status: 'collecting-evidence',
    statement,
    claimantPersonId,
    planVersion,
    filedOn,
    payoutFen,
    evidenceIds: [],
    resumeStatus: null,
    evidenceDueOn: null,
    investigatorPersonId: null,
    investigated: false,
    proposedBy: null,
    refusal: null,
    disputeRulesVersion: null,
    disputeOpener: null,
    verdicts: 0,
    evidenceAtVerdict: 0,
    period: null,
    objectionsUntil: null,
    openObjections: [],
    objectors: [],
    dismissedObjections: [],
    raisedObjections: [],
  }
}
