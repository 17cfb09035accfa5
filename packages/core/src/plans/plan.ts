/**
 * A plan version: the rules of one plan from one first day on, as data. The shape is the JSON that operators write and
 * anyone can read; days are ISO 8601 strings, money is whole fen, ages are full years unless the name says days.
 * `plan.schema.json` describes the same shape; `check-plan.ts` holds the rules that a schema can't say.
 */
export interface PlanVersion {
  /** The plan's code, kebab-case, the same in all its versions. */
  readonly plan: string
  /** 1, 2, 3, ... without a gap. */
  readonly version: number
  /** First calendar day (in `timeZone`) on which this version applies. */
  readonly firstDay: string
  readonly name: Text
  readonly summary: Text
  /** IANA name; all calendar days of the plan are days in this zone. */
  readonly timeZone: string
  readonly currency: 'CNY'
  /** The numbered rules in words. Every refusal names one of them. */
  readonly clauses: readonly Clause[]
  readonly eligibility: Eligibility
  /** How a payer's shares and family hang together; absent: everybody stands alone. */
  readonly family?: Family
  readonly waitingPeriod: WaitingPeriod
  readonly leaving?: Leaving
  readonly cover: Cover
  readonly filing: { readonly withinDays: number; readonly clause: string }
  readonly review: Review
  readonly publicity: {
    readonly daysOfMonth: readonly number[]
    readonly objectionDays: number
    readonly clause: string
  }
  readonly sharing: Sharing
  readonly collection: Collection
  readonly disputes: Disputes
  /** Who may claim for somebody who died before claiming; absent: nobody. */
  readonly heirs?: Heirs
  /** What happens when the plan ends; absent: the plan has no promise for that. */
  readonly runOff?: RunOff
  /** How changes of the rules are announced; absent: a new version may apply from the next day. */
  readonly changes?: {
    readonly noticeDays: number
    /** Whether the next version is adopted by another operator than the one who wrote its draft last; absent: no. */
    readonly adoptedByAnother?: boolean
    readonly clause: string
  }
}

/** A text in both languages that the pages show. */
export interface Text {
  readonly en: string
  readonly zh: string
}

export interface Clause {
  /** Such as `3.2`. */
  readonly id: string
  readonly text: Text
}

export interface Eligibility {
  /** Age in days from which one may join. */
  readonly minAgeDays: number
  /** Full years from which one may join, in a plan for older people; both lower limits have to be met. */
  readonly minAgeYears?: number
  readonly maxAgeYears: number
  /** When somebody born on 29 February gets a year older in a common year. */
  readonly leapDayBirthday: 'first-of-march' | 'last-of-february'
  /** Kinds of identity document accepted, such as `cn-resident-id`. */
  readonly identityDocuments: readonly string[]
  /** Smallest score of the risk-score port, or null where the plan asks for none. */
  readonly minRiskScore: number | null
  readonly healthQuestions: readonly HealthQuestion[]
  /** Participants of other plans who may move here, from an age on, without a new waiting period. */
  readonly transfersFrom?: readonly { readonly plan: string; readonly fromAgeYears: number; readonly clause: string }[]
  readonly clause: string
}

export interface Family {
  /** Relations that a payer may join besides themselves. */
  readonly relations: readonly ('child' | 'spouse' | 'parent' | 'other-family')[]
  /** The payer's own share is collected first, then the family's in the order of joining. */
  readonly collectionOrder: 'payer-then-joining-order'
  /** Whether the family's memberships end with the payer's own payout. */
  readonly payerPayoutEndsFamily: boolean
  readonly clause: string
}

export interface WaitingPeriod {
  readonly days: number
  readonly accidentsExempt: boolean
  /** What follows on an illness first diagnosed within the period; absent: no payout, and nothing else changes. */
  readonly illnessWithin?: {
    /** The shares paid so far are given back, without interest. */
    readonly sharesReturned: boolean
    readonly membershipEnds: boolean
    readonly clause: string
  }
  readonly clause: string
}

export interface Leaving {
  /** Whether one who leaves after a period's publicity day still owes that period's share. */
  readonly owesPublishedPeriod: boolean
  readonly clause: string
}

export interface HealthQuestion {
  readonly code: string
  readonly question: Text
  readonly example?: Text
  /** The answer that bars from joining. */
  readonly barringAnswer: boolean
  /** Asked of these only; absent: of everybody. */
  readonly askedOf?: { readonly sex?: 'female' | 'male'; readonly belowAgeYears?: number }
  /** Codes of illnesses or illness categories that the asked fact bears on: the test of relevance for a refusal over it. */
  readonly bearsOn: readonly string[]
}

export interface Cover {
  readonly illnesses: readonly Illness[]
  /** Whether claims arising from an accident alone are covered (an accident plan), or illnesses of the catalogue. */
  readonly causes: readonly ('illness' | 'accident')[]
  readonly payoutTiers: readonly PayoutTier[]
  /** Milder forms of a catalogue illness at an amount of their own. */
  readonly mildForms: readonly MildForm[]
  /** At which age cover ends: the last covered day is the day before that birthday, or the last day of that month. */
  readonly ageingOut: {
    readonly atAgeYears: number
    readonly coverEnds: 'birthday' | 'month-end'
    readonly clause: string
  }
  readonly clause: string
}

/** A claim says only that it is the mild form, so all mild forms of one illness have the same amount. */
export interface MildForm {
  /** Code of the illness that it is a milder form of. */
  readonly illness: string
  readonly name: Text
  readonly payoutFen: number
}

export interface Illness {
  readonly code: string
  readonly category: 'malignant-tumour' | 'operation' | 'lasting-state' | 'other' | 'rare-disease' | 'accident'
  readonly name: Text
  /** First day of diagnosis from which it is covered; absent: from the plan's first day. */
  readonly firstDay?: string
  /** Codes of `review.illnessChecklist` items that this illness asks for, beyond the plan's common ones. */
  readonly checklist?: readonly string[]
}

/** Age on the day of first diagnosis, in full years, both ends included. */
export interface PayoutTier {
  readonly fromAgeYears: number
  readonly toAgeYears: number
  readonly payoutFen: number
}

export interface Review {
  /** Items of the desk review's checklist that every claim has. */
  readonly checklist: readonly ChecklistItem[]
  /** Items that only some illnesses ask for, by their `checklist`. */
  readonly illnessChecklist?: readonly ChecklistItem[]
  /** Every claim is investigated, or only when the reviewer asks. */
  readonly investigation: 'always' | 'on-request'
  /** What a field check has to look into. */
  readonly investigationSteps?: readonly ChecklistItem[]
  /** A payout above this needs the approval of two different people. */
  readonly secondApprovalAboveFen: number
  /** Days that a claimant has to answer a request for more evidence. */
  readonly evidenceRequestDays: number
  readonly clause: string
}

/** Something to be looked at, with an answer of its own in the report. */
export interface ChecklistItem {
  readonly code: string
  readonly text: Text
}

export interface Sharing {
  readonly daysOfMonth: readonly number[]
  /** Management fee as a rate on payouts, in basis points (800 = 8 %), rounded half up to a fen per payout. */
  readonly managementFeeBasisPoints: number
  /** Largest part of one case that one participant bears; the operator bears the rest. */
  readonly capPerCaseFen: number | null
  /** Largest sum of one participant's shares in a calendar year; the operator bears the rest. */
  readonly capPerYearFen: number | null
  /** Whether those in their waiting period share too. */
  readonly waitingShare: boolean
  /** Below this number the plan goes into run-off after `daysBelow` days; null: no minimum. */
  readonly minimumParticipants: { readonly count: number; readonly daysBelow: number } | null
  readonly clause: string
}

export interface Collection {
  /** Days after the sharing day on which an unpaid share is tried (again); the first is 0. */
  readonly attemptDays: readonly number[]
  /** Days after the sharing day after which the membership of one who has not paid ends. */
  readonly graceDays: number
  /** Days after the sharing day on which a reminder is sent. */
  readonly reminderDays: readonly number[]
  /** Days after the end for unpaid shares within which paying restores the membership without a new waiting period. */
  readonly reinstatementDays: number
  /** Who bears what stays unpaid: everyone in the next period, or the operator. */
  readonly unpaidBorneBy: 'next-period' | 'operator'
  /** Days after the sharing day within which the payout is due. */
  readonly payoutWithinDays: number
  /** An illness first diagnosed in the days of grace is covered, and what is owed comes off its payout. */
  readonly arrearsOffPayout?: boolean
  readonly clause: string
}

export interface Disputes {
  /** Days after a refusal within which the claimant may dispute it. */
  readonly withinDays: number
  readonly mode: 'panel' | 'open'
  readonly jurors?: Jurors
  /** The examination of those who want to be jurors, where `jurors.examRequired` asks for it. */
  readonly exam?: Exam
  /** Absent: the board sits around a table, and an operator enters its verdict. */
  readonly vote?: Vote
  /** A second panel, once, on new evidence; absent: the first verdict is the last. */
  readonly appeal?: Panel
  readonly clause: string
}

export interface Exam {
  /** Questions drawn from the plan's question bank for one try. */
  readonly questions: number
  /** Right answers that pass. */
  readonly passMark: number
  /** Hours after a failed try before the next. */
  readonly pauseHours: number
  readonly clause: string
}

/** Jurors drawn by lot. */
export interface Panel {
  readonly panelSize: number
  /** Drawn besides, to take the seats of those who decline or do not answer. */
  readonly reserves: number
  /** Hours that a drawn juror has to accept or decline. */
  readonly acceptHours: number
  readonly quorumBallots: number
  readonly clause: string
}

/** Who may be a juror, besides having paid every share due and having no tie to the case. */
export interface Jurors {
  readonly minAgeYears: number
  /** Days in the plan on the day on which the dispute opens. */
  readonly minDaysInPlan: number
  /** Whether an examination on the rules has to be passed once. */
  readonly examRequired: boolean
  /** Whether a record of dishonesty (a refused claim or declaration found false) bars. */
  readonly dishonestyBars: boolean
  readonly clause: string
}

/** How a dispute is decided. */
export interface Vote {
  /** Jurors drawn for one dispute; in mode `panel` only. */
  readonly panelSize?: number
  /** Drawn besides, to take the seats of those who decline or do not answer; in mode `panel` only, 5 where it says nothing. */
  readonly reserves?: number
  /** Hours that a drawn juror has to accept or decline; in mode `panel` only, 24 where it says nothing. */
  readonly acceptHours?: number
  /** Fewest ballots that make a vote valid. */
  readonly quorumBallots: number
  /** Hours by which the vote is extended, once, where ballots are too few at the close; absent: it is not. */
  readonly extendHours?: number
  /** Share of the ballots in favour of the claimant, in basis points, at or above which the claim is upheld. */
  readonly upheldAtBasisPoints: number
  /** Hours for which voting is open. */
  readonly openHours: number
  /** Questions on the facts of the case to be answered rightly before a ballot counts; 0: none. */
  readonly quizQuestions: number
  readonly clause: string
}

export interface Heirs {
  /** One of these proves the death. */
  readonly deathPapers: readonly ChecklistItem[]
  /** One of these proves the kinship. */
  readonly kinshipPapers: readonly ChecklistItem[]
  readonly clause: string
}

export interface RunOff {
  /** Days between the announcement and the end of cover. */
  readonly noticeDays: number
  /** Who bears the periods after the announcement. */
  readonly lastPeriodsBorneBy: 'operator' | 'participants'
  /** Days after first diagnosis within which illness from before the end may still be claimed. */
  readonly claimsWithinDays: number
  readonly clause: string
}
