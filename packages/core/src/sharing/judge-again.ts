import type { Illness, PlanVersion } from '../plans/index.ts'
import { payoutFor } from '../plans/index.ts'

/** A settled case by what is public of it, and the day on which it was filed. The day of diagnosis is sealed, and stays so. */
export interface CaseThen {
  readonly caseReference: string
  readonly illness: string
  readonly mild: boolean
  /** Full years at first diagnosis, both ends included. */
  readonly ageBand: { readonly from: number; readonly to: number }
  readonly payoutFen: bigint
  readonly filedOn: Temporal.PlainDate
  /** Days from joining to filing. */
  readonly daysInPlan: number
  /** The version in force on the day of diagnosis, by which it was judged. */
  readonly judgedBy: PlanVersion
}

/** Why other terms do not cover a case, or may not. */
export const notCoveredReasons = ['illness', 'mild-form', 'cause', 'waiting-period', 'age'] as const

export type NotCoveredReason = (typeof notCoveredReasons)[number]

/** What a case would have been paid by other terms: 0 where it is not covered. The two differ where what is public leaves it open. */
export interface CaseByTerms {
  readonly caseReference: string
  readonly illness: string
  readonly wasFen: bigint
  readonly leastFen: bigint
  readonly mostFen: bigint
  readonly covered: Covered
  /** The first of `notCoveredReasons` that speaks against it, or leaves it open; null where it is covered. */
  readonly reason: NotCoveredReason | null
  /** Whether the payout is open because only the ten years of the age are public. */
  readonly ageOpen: boolean
}

export type Covered = 'yes' | 'perhaps' | 'no'

/** Payouts by age that were worked out already: cases that differ by their days alone have the same. */
type KnownAmounts = Map<string, readonly (bigint | null)[]>

/** Judges approved cases of one plan again, one after the other, by the same other terms; see `judgeAgain`. */
export function judgeAllAgain(terms: PlanVersion): (one: CaseThen) => CaseByTerms {
  const known: KnownAmounts = new Map()
  return (one) => judgeAgain(terms, one, known)
}

/**
 * Judges an approved case again, by other terms: illness, milder form, cause, waiting period, payout by age. What was proven then (that the
 * diagnosis is right, that nothing was withheld) is taken as proven. Plan terms `cover` and `waitingPeriod`.
 */
export function judgeAgain(terms: PlanVersion, one: CaseThen, known: KnownAmounts = new Map()): CaseByTerms {
  const { ageBand, illness, judgedBy, mild, payoutFen } = one
  const key = [judgedBy.version, illness, mild, ageBand.from, ageBand.to, payoutFen].join(' ')
  const amounts = known.get(key) ?? amountsByAge(terms, one)
  known.set(key, amounts)
  const answers: readonly (readonly [NotCoveredReason, Covered])[] = [
    ['illness', byIllness(terms, one)],
    ['mild-form', one.mild && !terms.cover.mildForms.some(({ illness }) => illness === one.illness) ? 'no' : 'yes'],
    ['cause', byCause(terms, one)],
    ['waiting-period', byWaitingPeriod(terms, one)],
    ['age', byAge(amounts)],
  ]
  const against =
    answers.find(([, covered]) => covered === 'no') ?? answers.find(([, covered]) => covered === 'perhaps')
  const [reason, covered] = against ?? ([null, 'yes'] as const)
  const paid = covered === 'no' ? [] : amounts.filter((amount) => amount !== null)
  const ordered = paid.toSorted((one, other) => (one < other ? -1 : 1))
  return {
    caseReference: one.caseReference,
    illness: one.illness,
    wasFen: one.payoutFen,
    leastFen: covered === 'yes' ? ordered[0]! : 0n,
    mostFen: ordered.at(-1) ?? 0n,
    covered,
    reason,
    ageOpen: covered !== 'no' && new Set(amounts).size > 1,
  }
}

/** The payout at each age that the case may have had; null for an age without cover. */
function amountsByAge(terms: PlanVersion, { ageBand, illness, judgedBy, mild, payoutFen }: CaseThen) {
  const band = Array.from({ length: ageBand.to - ageBand.from + 1 }, (_, years) => ageBand.from + years)
  // What it was paid tells more than the band: in a plan with two sums, on which side of the tier it was.
  const known = band.filter((age) => payoutFor(judgedBy, illness, mild, age) === payoutFen)
  const { atAgeYears, coverEnds } = terms.cover.ageingOut
  const lastAge = coverEnds === 'month-end' ? atAgeYears : atAgeYears - 1
  return (known.length > 0 ? known : band).map((age) => (age > lastAge ? null : payoutFor(terms, illness, mild, age)))
}

function byAge(amounts: readonly (bigint | null)[]): Covered {
  if (amounts.every((amount) => amount === null)) return 'no'
  return amounts.includes(null) ? 'perhaps' : 'yes'
}

function illnessOf({ cover }: PlanVersion, code: string): Illness | undefined {
  return cover.illnesses.find((illness) => illness.code === code)
}

function byIllness(terms: PlanVersion, one: CaseThen): Covered {
  const illness = illnessOf(terms, one.illness)
  if (!illness) return 'no'
  const { firstDay } = illness
  const before = illnessOf(one.judgedBy, one.illness)?.firstDay
  if (firstDay === undefined || (before !== undefined && firstDay <= before)) return 'yes'
  const { filedOn, judgedBy } = one
  if (Temporal.PlainDate.compare(filedOn, firstDay) < 0) return 'no'
  const earliest = filedOn.subtract({ days: judgedBy.filing.withinDays })
  return Temporal.PlainDate.compare(firstDay, earliest) <= 0 ? 'yes' : 'perhaps'
}

function byCause({ cover }: PlanVersion, { judgedBy }: CaseThen): Covered {
  const kept = judgedBy.cover.causes.filter((cause) => cover.causes.includes(cause))
  if (kept.length === judgedBy.cover.causes.length) return 'yes'
  return kept.length === 0 ? 'no' : 'perhaps'
}

/** Diagnosed between the last day of filing in time and the day of filing, and after the wait of then. */
function byWaitingPeriod({ waitingPeriod }: PlanVersion, { daysInPlan, judgedBy }: CaseThen): Covered {
  const { accidentsExempt, days } = waitingPeriod
  const then = judgedBy.waitingPeriod
  const exemptAlike = accidentsExempt || !then.accidentsExempt
  if (days <= then.days && exemptAlike) return 'yes'
  if (daysInPlan - judgedBy.filing.withinDays >= days) return 'yes'
  const { causes } = judgedBy.cover
  if (accidentsExempt && !causes.includes('illness')) return 'yes'
  const mayBeExempt = accidentsExempt && causes.includes('accident')
  return daysInPlan < days && !mayBeExempt ? 'no' : 'perhaps'
}
