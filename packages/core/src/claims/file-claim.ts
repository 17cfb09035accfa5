import { ageInYears } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import { isWaiting, type Membership, wasMemberOn } from '../participants/index.ts'
import { type PlanVersion, payoutFor } from '../plans/index.ts'
import type { ClaimEvent, ClaimRefusalReason, ClaimStatement, RefusalReason } from './claim.ts'
import type { ClaimRefusalCode } from './refusals.ts'

/** The code for an illness that the catalogue does not name. Such a claim is refused by the rule, and can be disputed. */
export const illnessNotInCatalogue = 'other'

export interface FileClaim {
  readonly claimantPersonId: bigint
  readonly statement: ClaimStatement
}

/** What filing looks at besides the command. */
export interface FilingState {
  /** The version in force on the day of first diagnosis. */
  readonly plan: PlanVersion
  readonly membership: Membership
  readonly birthDate: Temporal.PlainDate
  readonly hasOpenClaim: boolean
  /** Whether the claimant is the participant, their payer, or an heir. */
  readonly mayClaim: boolean
  /** Whether this person has had a payout of this plan, in this or an earlier membership. */
  readonly paidOutBefore: boolean
}

/**
 * Files a claim for a one-time payout. A claim that can't stand by the plan's own figures is filed and refused in the
 * same step, with the clause, so that the claimant can dispute it.
 *
 * Refusals, in this order: not-your-participant, claim-already-open, illness-unknown, no-mild-form,
 * diagnosis-in-future, diagnosis-before-birth, text-missing. `today` is the day in the plan's time zone.
 */
export function fileClaim(
  state: FilingState,
  command: FileClaim,
  today: Temporal.PlainDate,
): Decision<readonly ClaimEvent[], ClaimRefusalCode> {
  const { statement } = command
  const { plan } = state
  const known =
    statement.illness === illnessNotInCatalogue || plan.cover.illnesses.some((one) => one.code === statement.illness)
  if (!state.mayClaim) return refuse('not-your-participant')
  if (state.hasOpenClaim) return refuse('claim-already-open')
  if (!known) return refuse('illness-unknown', { illness: statement.illness }, { field: 'illness' })
  if (statement.mild && !plan.cover.mildForms.some((form) => form.illness === statement.illness)) {
    return refuse('no-mild-form', { illness: statement.illness }, { field: 'mild' })
  }
  if (Temporal.PlainDate.compare(statement.diagnosedOn, today) > 0) {
    return refuse('diagnosis-in-future', { today: today.toString() }, { field: 'diagnosedOn' })
  }
  if (Temporal.PlainDate.compare(statement.diagnosedOn, state.birthDate) < 0) {
    return refuse('diagnosis-before-birth', {}, { field: 'diagnosedOn' })
  }
  for (const field of ['hospital', 'payeeAccount', 'payeeName'] as const) {
    if (statement[field].trim() === '') return refuse('text-missing', {}, { field })
  }
  const age = ageInYears(state.birthDate, statement.diagnosedOn, plan.eligibility.leapDayBirthday)
  const payoutFen = payoutFor(plan, statement.illness, statement.mild, age) ?? 0n
  const filed: ClaimEvent = {
    kind: 'claim-filed',
    claimantPersonId: command.claimantPersonId,
    planVersion: plan.version,
    filedOn: today,
    payoutFen,
    statement,
  }
  const reason = reasonAtFiling(state, statement, age, today)
  if (reason === null) return accept([filed])
  return accept([filed, { kind: 'claim-refused', reviewerPersonId: null, refusedOn: today, reason }])
}

/** The first rule, in the order of `claimRefusalReasons`, by which the claim can't stand; null when none speaks against it. */
function reasonAtFiling(
  state: FilingState,
  statement: ClaimStatement,
  age: number,
  today: Temporal.PlainDate,
): RefusalReason | null {
  const { plan, membership } = state
  const { diagnosedOn } = statement
  if (state.paidOutBefore) return reason(plan, 'second-payout', plan.cover.clause)
  if (!wasMemberOn(membership, diagnosedOn)) return reason(plan, 'not-in-plan-at-diagnosis', plan.cover.clause)
  const exempt = statement.cause === 'accident' && plan.waitingPeriod.accidentsExempt
  if (!exempt && isWaiting(plan, membership.joinedOn, diagnosedOn)) {
    return reason(plan, 'in-waiting-period', plan.waitingPeriod.clause)
  }
  const illness = plan.cover.illnesses.find((one) => one.code === statement.illness)
  const notYet = illness?.firstDay !== undefined && diagnosedOn.toString() < illness.firstDay
  if (!illness || notYet) return reason(plan, 'illness-not-covered', plan.cover.clause)
  if (!plan.cover.causes.includes(statement.cause)) return reason(plan, 'cause-not-covered', plan.cover.clause)
  if (payoutFor(plan, statement.illness, statement.mild, age) === null) {
    return reason(plan, 'age-not-covered', plan.cover.clause)
  }
  const waited = diagnosedOn.until(today, { largestUnit: 'days' }).days
  if (waited > plan.filing.withinDays) return reason(plan, 'filed-too-late', plan.filing.clause)
  return null
}

function reason(plan: PlanVersion, code: ClaimRefusalReason, clause: string): RefusalReason {
  const text = plan.clauses.find((one) => one.id === clause)?.text.zh ?? ''
  return { code, clause, text }
}
