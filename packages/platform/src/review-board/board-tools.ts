import type { Jurors, PlanVersion } from '@tongzhou/core'
import type { Write } from '../commit/platform.ts'
import type { StandingTerms } from './juror-standing.ts'
import type { Keepers } from './keepers.ts'

/** What the board's work uses besides the database. */
export interface BoardTools {
  readonly keepers: Keepers
  /** The log's origin line: what the lot is signed for. */
  readonly origin: string
  /** A select of `person_id`s with an unpaid share; payments are a later part. */
  readonly debtors: Write
  /** Writes a message to jurors, in the transaction of the step that it is about; messages are of a later part. */
  readonly tell: (message: JurorMessage) => Write
}

/** What jurors are told. It says until when they are asked for something, and nothing of the case. */
export interface JurorMessage {
  readonly kind: 'juror-drawn' | 'vote-open'
  /** A select of `person_id`s. */
  readonly people: Write
  /** The hour until which, in the plan's time zone. */
  readonly facts: { readonly until: string }
  readonly now: Temporal.Instant
}

/** An hour as messages name it, `2020-06-14 18:00`, in the plan's time zone. */
export function hourIn({ timeZone }: Pick<PlanVersion, 'timeZone'>, at: Temporal.Instant): string {
  const hour = at.toZonedDateTimeISO(timeZone)
  return `${hour.toPlainDate()} ${hour.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

/** Adults without an examination, where a plan does not say who may be a juror. */
const standardJurors: Omit<Jurors, 'clause'> = {
  minAgeYears: 18,
  minDaysInPlan: 0,
  examRequired: false,
  dishonestyBars: true,
}

/** By what the standing of a plan's jurors is asked today. */
export function standingTerms(plan: PlanVersion, today: Temporal.PlainDate, debtors: Write): StandingTerms {
  const terms = plan.disputes.jurors ?? { ...standardJurors, clause: plan.disputes.clause }
  const { leapDayBirthday } = plan.eligibility
  return { planCode: plan.plan, today, terms, debtors, leapDayBirthday }
}
