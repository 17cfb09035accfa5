import type { DisputeOpener, VerdictOutcome } from '../claims/index.ts'
import { unreachable } from '../decision.ts'

/**
 * The life of a dispute. Its state is a fold of its steps, like a claim's; ballots are no steps, they lie beside it.
 *
 *   preparing -> (list-committed -> seating) -> voting -> counting -> decided
 *   withdrawn from anywhere before the vote is closed. Open votes have no list and no seats to fill.
 */
export const disputeStatuses = [
  'preparing',
  'ready',
  'list-committed',
  'seating',
  'voting',
  'counting',
  'decided',
  'withdrawn',
] as const

export type DisputeStatus = (typeof disputeStatuses)[number]

/** Statuses in which nothing more happens. */
export const endedDisputes: readonly DisputeStatus[] = ['decided', 'withdrawn']

/** For whom a statement speaks: for paying the claim, or against it. */
export type Side = 'for' | 'against'

/** The terms of a vote, taken from the plan's version at the opening and kept to its end. */
export interface VoteTerms {
  /** Null in an open vote, where every qualified juror may vote. */
  readonly panel: { readonly seats: number; readonly reserves: number; readonly acceptHours: number } | null
  readonly quorum: number
  readonly upheldAtBasisPoints: number
  readonly openHours: number
  /** Null: the vote is not extended. */
  readonly extendHours: number | null
  readonly quizQuestions: number
}

export interface QuizQuestion {
  readonly question: string
  readonly answers: readonly string[]
  /** Place of the right answer. */
  readonly right: number
  /** Where the answer stands: a side's statement, and the words of it. */
  readonly passage: { readonly side: Side; readonly text: string }
}

/** A page that jurors see: a redacted page of an evidence file. */
export interface CaseFilePage {
  readonly redactionId: string
  readonly page: number
}

/** What jurors are shown. Texts are as shown: without names, numbers and places that point at somebody. */
export interface CaseFile {
  /** In plain words, what the dispute is about; it stands in the public library of verdicts. */
  readonly summary: string
  readonly statements: { readonly for: string; readonly against: string }
  /** The plan's clause that the dispute turns on. */
  readonly clause: string
  readonly pages: readonly CaseFilePage[]
  readonly questions: readonly QuizQuestion[]
}

export interface DisputeOpened {
  readonly opener: DisputeOpener | 'control'
  /** The claim; null for a control case, which decides nothing. */
  readonly claimId: string | null
  readonly planCode: string
  readonly rulesVersion: number
  readonly terms: VoteTerms
  /** Reference of the dispute whose verdict is appealed against. */
  readonly appealOf: string | null
  readonly illness: string
  readonly mild: boolean
  /** What a control case is known to come out as. */
  readonly knownOutcome: 'pay' | 'do-not-pay' | null
}

export type DisputeEvent =
  | ({ readonly kind: 'dispute-opened' } & DisputeOpened)
  | { readonly kind: 'statement-added'; readonly side: Side; readonly text: string; readonly authorPersonId: bigint }
  | { readonly kind: 'case-file-sealed'; readonly reviewerPersonId: bigint; readonly file: CaseFile }
  | { readonly kind: 'juror-list-committed'; readonly size: number; readonly weights: number; readonly root: string }
  | {
      readonly kind: 'panel-drawn'
      /** Leaf index of the entry `juror-list-committed`. */
      readonly list: number
      readonly signatures: readonly { readonly member: string; readonly signature: string }[]
      readonly silent: readonly string[]
      readonly from: number
      readonly references: readonly string[]
      readonly answersDueAt: Temporal.Instant
    }
  | {
      readonly kind: 'panel-continued'
      readonly from: number
      readonly references: readonly string[]
      readonly answersDueAt: Temporal.Instant
    }
  | {
      readonly kind: 'panel-seated'
      /** Lot references, in the order of the draw. */
      readonly seated: readonly string[]
      readonly declined: readonly string[]
      readonly silent: readonly string[]
    }
  | {
      readonly kind: 'vote-opened'
      readonly closesAt: Temporal.Instant
      readonly threshold: number
      readonly keepers: readonly { readonly name: string; readonly key: string }[]
    }
  | { readonly kind: 'vote-extended'; readonly closesAt: Temporal.Instant }
  | { readonly kind: 'vote-closed'; readonly ballots: number }
  | {
      readonly kind: 'dispute-decided'
      readonly outcome: VerdictOutcome
      readonly pay: number
      readonly doNotPay: number
      readonly invalid: number
    }
  | { readonly kind: 'dispute-withdrawn' }

export interface Dispute {
  readonly status: DisputeStatus
  readonly opened: DisputeOpened
  /** Newest of each side, with who wrote it. */
  readonly statements: { readonly [side in Side]: { readonly text: string; readonly authorPersonId: bigint } | null }
  readonly file: CaseFile | null
  readonly list: { readonly size: number; readonly weights: number; readonly root: string } | null
  readonly signatures: readonly { readonly member: string; readonly signature: string }[]
  /** Lot references drawn so far, in order. */
  readonly drawn: readonly string[]
  readonly answersDueAt: Temporal.Instant | null
  /** Jurors seated; null in an open vote. */
  readonly seats: number | null
  readonly closesAt: Temporal.Instant | null
  readonly threshold: number
  readonly keepers: readonly { readonly name: string; readonly key: string }[]
  readonly extended: boolean
  readonly ballots: number | null
  readonly verdict: Extract<DisputeEvent, { kind: 'dispute-decided' }> | null
}

/** The dispute after one more step. The first is `dispute-opened`; any other throws without a dispute. */
export function evolveDispute(dispute: Dispute | null, event: DisputeEvent): Dispute {
  if (event.kind === 'dispute-opened') return opened(event)
  if (dispute === null) throw new Error(`a dispute begins with dispute-opened, not ${event.kind}`)
  switch (event.kind) {
    case 'statement-added': {
      const { authorPersonId, side, text } = event
      return { ...dispute, statements: { ...dispute.statements, [side]: { text, authorPersonId } } }
    }
    case 'case-file-sealed':
      return { ...dispute, status: 'ready', file: event.file }
    case 'juror-list-committed': {
      const { root, size, weights } = event
      return { ...dispute, status: 'list-committed', list: { root, size, weights } }
    }
    case 'panel-drawn':
      return {
        ...dispute,
        status: 'seating',
        signatures: event.signatures,
        drawn: event.references,
        answersDueAt: event.answersDueAt,
      }
    case 'panel-continued':
      return { ...dispute, drawn: [...dispute.drawn, ...event.references], answersDueAt: event.answersDueAt }
    case 'panel-seated':
      return { ...dispute, seats: event.seated.length, answersDueAt: null }
    default:
      return inVote(dispute, event)
  }
}

type VoteEvent = Extract<
  DisputeEvent,
  { kind: 'vote-opened' | 'vote-extended' | 'vote-closed' | 'dispute-decided' | 'dispute-withdrawn' }
>

function inVote(dispute: Dispute, event: VoteEvent): Dispute {
  switch (event.kind) {
    case 'vote-opened': {
      const { closesAt, keepers, threshold } = event
      return { ...dispute, status: 'voting', closesAt, keepers, threshold }
    }
    case 'vote-extended':
      return { ...dispute, closesAt: event.closesAt, extended: true }
    case 'vote-closed':
      return { ...dispute, status: 'counting', ballots: event.ballots }
    case 'dispute-decided':
      return { ...dispute, status: 'decided', verdict: event }
    case 'dispute-withdrawn':
      return { ...dispute, status: 'withdrawn' }
    default:
      return unreachable(event)
  }
}

function opened({ kind: _, ...facts }: Extract<DisputeEvent, { kind: 'dispute-opened' }>): Dispute {
  return {
    status: 'preparing',
    opened: facts,
    statements: { for: null, against: null },
    file: null,
    list: null,
    signatures: [],
    drawn: [],
    answersDueAt: null,
    seats: null,
    closesAt: null,
    threshold: 0,
    keepers: [],
    extended: false,
    ballots: null,
    verdict: null,
  }
}
