import {
  dayOf,
  type Exam,
  type Jurors,
  type PlanVersion,
  planReference,
  type QuestionBank,
  type Refused,
  refuse,
} from '@tongzhou/core'
import type { Actor, JournalEvent, Unit } from '../commit/commit.ts'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { planInForce } from '../participants/index.ts'
import { standingTerms } from './board-tools.ts'
import type { StandingTerms } from './juror-standing.ts'
import type { QuestionBanks } from './question-banks.ts'

/** What becoming and being a juror asks of outside. */
export interface JurorRules {
  /** A select of `person_id`s with an unpaid share. */
  readonly debtors: Write
  readonly questionBanks: QuestionBanks
}

export type PersonActor = Actor & { readonly personId: bigint }

/** Who is signed in, on a route that lets nobody else in. */
export function personOf({ personId, role }: Actor): PersonActor {
  if (personId === null) throw new Error('somebody signed in is a person')
  return { personId, role }
}

/** A command of somebody about their own office in a plan. */
export interface JurorCommand {
  readonly key: string
  readonly actor: PersonActor
  readonly planCode: string
}

/** A plan with a board, as it is today. */
export interface PlanOfJurors {
  readonly plan: PlanVersion
  readonly terms: Jurors
  readonly standing: StandingTerms
}

/** The plan in force, its terms for jurors and what standing is asked by. Refusals: plan-unknown, no-review-board. */
export async function planOfJurors(
  reader: Reader,
  { debtors }: Pick<JurorRules, 'debtors'>,
  planCode: string,
  now: Temporal.Instant,
): Promise<PlanOfJurors | Refused> {
  const plan = await planInForce(reader, planCode, now)
  if ('accepted' in plan) return plan
  const { jurors, vote } = plan.disputes
  if (!jurors && !vote) return refuse('no-review-board', { plan: planCode })
  const standing = standingTerms(plan, dayOf(now, plan.timeZone), debtors)
  return { plan, terms: standing.terms, standing }
}

/** The terms and questions of a plan's examination. Refusals: exam-not-required, no-question-bank. */
export async function examOf(
  platform: Platform,
  { questionBanks }: Pick<JurorRules, 'questionBanks'>,
  { plan, terms }: PlanOfJurors,
): Promise<{ readonly exam: Exam; readonly bank: QuestionBank } | Refused> {
  const { exam } = plan.disputes
  if (!terms.examRequired || !exam) return refuse('exam-not-required', { plan: plan.plan })
  const bank = await questionBanks(platform, plan)
  return bank === null ? refuse('no-question-bank', { plan: plan.plan, version: plan.version }) : { exam, bank }
}

/** Why jurors of a plan became more or fewer, as the log states it; never who. */
export type JurorChange =
  | 'passed'
  | 'appeal-upheld'
  | 'left'
  | 'membership-ended'
  | 'suspended-by-operator'
  | 'suspended-by-record'

/** The journal entry about a plan's jurors: how many more or fewer, and why. */
export function jurorEvent(
  unit: Pick<Unit, 'newId'>,
  kind: Extract<JournalEvent['kind'], 'juror-admitted' | 'juror-ended'>,
  plan: Pick<PlanVersion, 'plan' | 'version'>,
  reason: JurorChange,
  jurors = 1,
): JournalEvent {
  const subject = `jurors/${plan.plan}`
  return { id: unit.newId(), kind, subject, plan: planReference(plan), facts: { reason, jurors } }
}
