import { ageInDays, ageInYears, dayOf, firstDayAfterWaiting, isBefore } from '../calendar.ts'
import { accept, type Decision, type Refused, refuse } from '../decision.ts'
import type { IdentityFacts } from '../identity/index.ts'
import type { PlanVersion } from '../plans/index.ts'
import { type ConsentAnswer, type ConsentKind, type ConsentRefusal, refusalOfConsents } from './consent.ts'
import { type HealthRefusal, questionsFor, refusalOfDeclaration } from './health-declaration.ts'

/** Age of full legal capacity (Civil Code of China, article 17): younger people are joined by a payer. */
export const adultAgeYears = 18

export type JoiningPlan = Pick<
  PlanVersion,
  'plan' | 'version' | 'firstDay' | 'timeZone' | 'eligibility' | 'waitingPeriod'
>

export interface JoinState {
  /** The version in force on the day of joining. */
  readonly plan: JoiningPlan
  /** False in run-off: nobody joins a plan that is ending. */
  readonly openToJoiners: boolean
  /** Whether this person has a membership in this plan that has not ended. */
  readonly alreadyInPlan: boolean
  /** Version of each consent's wording that the pages show now. */
  readonly currentWordings: Readonly<Record<ConsentKind, number>>
}

export const relations = ['child', 'spouse', 'parent', 'other-family'] as const

/** What the participant is to the payer. */
export type Relation = (typeof relations)[number]

export interface JoinPlan {
  /** The participant's identity document, as its checker read it. */
  readonly identity: IdentityFacts
  /** Null for those who join for themselves and pay themselves. */
  readonly payer: { readonly bornOn: Temporal.PlainDate; readonly relation: Relation } | null
  readonly consents: Readonly<Partial<Record<ConsentKind, ConsentAnswer>>>
  readonly answers: Readonly<Record<string, boolean>>
  /** From the risk-score port; null where it knows nothing of the person. */
  readonly riskScore: number | null
}

export interface PlanJoined {
  readonly kind: 'plan-joined'
  readonly plan: string
  readonly version: number
  readonly joinedOn: Temporal.PlainDate
  readonly coveredFrom: Temporal.PlainDate
  readonly questionsAsked: readonly string[]
}

export type JoinRefusal =
  | 'plan-not-open'
  | 'identity-document-not-accepted'
  | 'too-young'
  | 'too-old'
  | 'payer-needed'
  | 'payer-not-adult'
  | ConsentRefusal
  | HealthRefusal
  | 'risk-score-missing'
  | 'risk-score-too-low'
  | 'already-in-plan'

/**
 * Joins one person to a plan, free of charge; cover begins after the waiting period.
 * Refused in the order of `JoinRefusal`. `already-in-plan` comes last and says nothing but that: who tries another
 * person's number has to get everything else right first, and learns neither a name nor a day nor a payer.
 */
export function joinPlan(
  state: JoinState,
  command: JoinPlan,
  now: Temporal.Instant,
): Decision<PlanJoined, JoinRefusal> {
  const { plan } = state
  const today = dayOf(now, plan.timeZone)
  const closed = !state.openToJoiners || isBefore(today, Temporal.PlainDate.from(plan.firstDay))
  if (closed) return refuse('plan-not-open', { plan: plan.plan }, { field: 'plan' })
  const ineligible = refusalOfPerson(plan, command, today) ?? refusalOfConsents(command.consents, state.currentWordings)
  if (ineligible !== null) return ineligible
  const questions = questionsFor(plan.eligibility, command.identity, today)
  const barred =
    refusalOfDeclaration(plan.eligibility, questions, command.answers) ?? refusalOfScore(plan, command.riskScore)
  if (barred !== null) return barred
  if (state.alreadyInPlan) return refuse('already-in-plan', {}, { field: 'identity' })
  return accept({
    kind: 'plan-joined',
    plan: plan.plan,
    version: plan.version,
    joinedOn: today,
    coveredFrom: firstDayAfterWaiting(today, plan.waitingPeriod.days),
    questionsAsked: questions.map(({ code }) => code),
  })
}

function refusalOfPerson(
  { eligibility }: JoiningPlan,
  { identity, payer }: JoinPlan,
  today: Temporal.PlainDate,
): Refused<JoinRefusal> | null {
  const { clause, identityDocuments, leapDayBirthday, maxAgeYears, minAgeDays, minAgeYears = 0 } = eligibility
  if (!identityDocuments.includes(identity.kind)) {
    const facts = { kind: identity.kind, acceptedKinds: identityDocuments.join(', ') }
    return refuse('identity-document-not-accepted', facts, { field: 'identity.kind', clause })
  }
  const where = { field: 'identity.number', clause }
  const ageDays = ageInDays(identity.bornOn, today)
  if (ageDays < minAgeDays) return refuse('too-young', { ageDays, minAgeDays }, where)
  const ageYears = ageInYears(identity.bornOn, today, leapDayBirthday)
  if (ageYears < minAgeYears) return refuse('too-young', { ageYears, minAgeYears }, where)
  if (ageYears > maxAgeYears) return refuse('too-old', { ageYears, maxAgeYears }, where)
  if (payer === null) {
    return ageYears < adultAgeYears ? refuse('payer-needed', { ageYears, adultAgeYears }, { field: 'relation' }) : null
  }
  const payerAgeYears = ageInYears(payer.bornOn, today, leapDayBirthday)
  return payerAgeYears < adultAgeYears ? refuse('payer-not-adult', { adultAgeYears }, { field: 'relation' }) : null
}

function refusalOfScore({ eligibility }: JoiningPlan, riskScore: number | null): Refused<JoinRefusal> | null {
  const { clause, minRiskScore } = eligibility
  if (minRiskScore === null) return null
  if (riskScore === null) return refuse('risk-score-missing', { minRiskScore }, { clause })
  return riskScore < minRiskScore ? refuse('risk-score-too-low', { minRiskScore }, { clause }) : null
}
