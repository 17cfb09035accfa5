import { canonicalJson, type Recordable } from '../journal/index.ts'
import type { PlanVersion } from '../plans/index.ts'
import { type CaseByTerms, type CaseThen, judgeAllAgain } from './judge-again.ts'
import { computeShare } from './share.ts'
import { shareTerms } from './share-terms.ts'

/** A settled period by its public figures. Sums in fen. */
export interface PeriodThen {
  readonly code: string
  readonly sharingDay: Temporal.PlainDate
  /** The version in force on its publicity day, by which it was shared. */
  readonly sharedBy: PlanVersion
  readonly cases: readonly CaseThen[]
  readonly participants: bigint
  readonly carryInFen: bigint
  readonly shortfallFen: bigint
  readonly yearSoFarFen: bigint
  readonly borneByOperator: boolean
  readonly figures: PeriodOutcome
}

/** What a period came to, or would have come to. */
export interface PeriodOutcome {
  readonly cases: number
  readonly payoutsFen: bigint
  readonly feesFen: bigint
  /** Per participant. */
  readonly shareFen: bigint
  readonly carryOutFen: bigint
  readonly operatorFen: bigint
}

/** A period as it was and as it would have been: by the least and by the most that each case may have been paid. */
export interface PeriodByTerms {
  readonly code: string
  readonly sharingDay: Temporal.PlainDate
  readonly participants: bigint
  readonly was: PeriodOutcome
  readonly least: PeriodOutcome
  readonly most: PeriodOutcome
  readonly cases: readonly CaseByTerms[]
}

/** What the figures do not tell, in the order in which it is said. */
export const unknownsOfEffect = [
  'who-takes-part',
  'claims-not-approved',
  'unpaid-shares',
  'ages',
  'days-of-diagnosis',
  'causes',
  'filing-limit',
  'those-who-wait',
  'calendar',
  'fewest-participants',
  'review',
] as const

export type UnknownOfEffect = (typeof unknownsOfEffect)[number]

export interface TermsEffect {
  /** In the order of sharing days. */
  readonly periods: readonly PeriodByTerms[]
  /** Sums over all periods; of `shareFen` what somebody paid who took part in all; of the carry what the last one left. */
  readonly total: { readonly was: PeriodOutcome; readonly least: PeriodOutcome; readonly most: PeriodOutcome }
  readonly unknown: readonly UnknownOfEffect[]
}

/**
 * What other terms would have made of settled periods: each case judged again, each period shared again, one after another because each takes
 * over the carry and the year's sum of the one before. `periods` are a plan's settled periods in the order of their sharing days, without a gap.
 * Participants, unpaid shares and the calendar are taken as they were: `unknown` says what that leaves open.
 */
export function effectOfTerms(terms: PlanVersion, periods: readonly PeriodThen[]): TermsEffect {
  const judge = judgeAllAgain(terms)
  const judged = periods.map(({ cases }) => cases.map((one) => judge(one)))
  const least = shareAgain(terms, periods, judged, ({ leastFen }) => leastFen)
  const most = shareAgain(terms, periods, judged, ({ mostFen }) => mostFen)
  return {
    periods: periods.map(({ code, figures, participants, sharingDay }, at) => ({
      code,
      sharingDay,
      participants,
      was: figures,
      least: least[at]!,
      most: most[at]!,
      cases: judged[at]!,
    })),
    total: { was: totalOf(periods.map(({ figures }) => figures)), least: totalOf(least), most: totalOf(most) },
    unknown: unknownOf(terms, periods, judged.flat()),
  }
}

function shareAgain(
  terms: PlanVersion,
  periods: readonly PeriodThen[],
  judged: readonly (readonly CaseByTerms[])[],
  paidFen: (one: CaseByTerms) => bigint,
): readonly PeriodOutcome[] {
  const outcomes: PeriodOutcome[] = []
  let yearSoFarFen = 0n
  for (const [at, period] of periods.entries()) {
    const before = periods[at - 1]
    const outcomeBefore = outcomes[at - 1]
    const sameYear = before?.sharingDay.year === period.sharingDay.year
    yearSoFarFen = sameYear ? yearSoFarFen + outcomeBefore!.shareFen : period.yearSoFarFen
    const cases = judged[at]!.map((one) => ({ caseReference: one.caseReference, payoutFen: paidFen(one) }))
    const covered = cases.filter(({ payoutFen }) => payoutFen > 0n)
    const result = computeShare({
      terms: shareTerms(terms),
      cases: covered,
      participants: period.participants,
      carryInFen: carryInto(period, before, outcomeBefore),
      shortfallFen: shortfallOf(terms, period),
      yearSoFarFen,
      borneByOperator: period.borneByOperator,
    })
    const { carryOutFen, feesFen, operatorFen, payoutsFen, shareFen } = result
    outcomes.push({ cases: covered.length, payoutsFen, feesFen, shareFen, carryOutFen, operatorFen })
  }
  return outcomes
}

/** What else moved the carry between two periods moved it by other terms too. */
function carryInto(period: PeriodThen, before?: PeriodThen, outcome?: PeriodOutcome): bigint {
  if (!before || !outcome) return period.carryInFen
  const carryFen = outcome.carryOutFen + period.carryInFen - before.figures.carryOutFen
  return carryFen > 0n ? carryFen : 0n
}

function shortfallOf(terms: PlanVersion, { sharedBy, shortfallFen }: PeriodThen): bigint {
  const { unpaidBorneBy } = terms.collection
  return unpaidBorneBy === 'operator' && sharedBy.collection.unpaidBorneBy !== 'operator' ? 0n : shortfallFen
}

function totalOf(outcomes: readonly PeriodOutcome[]): PeriodOutcome {
  const none = { cases: 0, payoutsFen: 0n, feesFen: 0n, shareFen: 0n, carryOutFen: 0n, operatorFen: 0n }
  return outcomes.reduce(
    (sum, one) => ({
      cases: sum.cases + one.cases,
      payoutsFen: sum.payoutsFen + one.payoutsFen,
      feesFen: sum.feesFen + one.feesFen,
      shareFen: sum.shareFen + one.shareFen,
      carryOutFen: one.carryOutFen,
      operatorFen: sum.operatorFen + one.operatorFen,
    }),
    none,
  )
}

function unknownOf(
  terms: PlanVersion,
  periods: readonly PeriodThen[],
  cases: readonly CaseByTerms[],
): readonly UnknownOfEffect[] {
  const then = [
    ...new Set(periods.flatMap(({ cases: judged, sharedBy }) => [sharedBy, ...judged.map((one) => one.judgedBy)])),
  ]
  const differs = (pick: (plan: PlanVersion) => unknown) =>
    then.some((plan) => saying(pick(plan)) !== saying(pick(terms)))
  const open = (reason: CaseByTerms['reason']) =>
    cases.some((one) => one.covered === 'perhaps' && one.reason === reason)
  const holds: Readonly<Record<UnknownOfEffect, boolean>> = {
    'who-takes-part': true,
    'claims-not-approved': then.some((plan) => coversMore(terms, plan)),
    'unpaid-shares': periods.some(({ shortfallFen }) => shortfallFen !== 0n),
    ages: cases.some(({ ageOpen }) => ageOpen),
    'days-of-diagnosis': open('waiting-period') || open('illness'),
    causes: open('cause'),
    'filing-limit': then.some((plan) => terms.filing.withinDays < plan.filing.withinDays),
    'those-who-wait': differs(({ sharing }) => sharing.waitingShare),
    calendar: differs(({ publicity, sharing }) => [publicity.daysOfMonth, sharing.daysOfMonth]),
    'fewest-participants': differs(({ sharing }) => sharing.minimumParticipants),
    review: differs(({ disputes, publicity, review }) => [disputes, publicity.objectionDays, review]),
  }
  return unknownsOfEffect.filter((unknown) => holds[unknown])
}

/** The same for terms that say the same, in whatever order. */
function saying(terms: unknown): string {
  return canonicalJson(terms as Recordable)
}

/** Whether claims that were refused, or never filed, might be covered by these terms. */
function coversMore(terms: PlanVersion, then: PlanVersion): boolean {
  const [now, was] = [terms.cover, then.cover]
  const firstDayOf = (plan: PlanVersion['cover'], code: string) =>
    plan.illnesses.find((illness) => illness.code === code)?.firstDay ?? ''
  return (
    now.illnesses.some(({ code }) => !was.illnesses.some((one) => one.code === code)) ||
    now.illnesses.some(({ code }) => firstDayOf(now, code) < firstDayOf(was, code)) ||
    now.mildForms.some(({ illness }) => !was.mildForms.some((one) => one.illness === illness)) ||
    now.causes.some((cause) => !was.causes.includes(cause)) ||
    now.ageingOut.atAgeYears > was.ageingOut.atAgeYears ||
    terms.waitingPeriod.days < then.waitingPeriod.days ||
    (terms.waitingPeriod.accidentsExempt && !then.waitingPeriod.accidentsExempt) ||
    terms.filing.withinDays > then.filing.withinDays
  )
}
