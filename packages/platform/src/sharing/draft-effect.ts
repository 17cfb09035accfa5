import {
  type CaseThen,
  dayOf,
  effectOfTerms,
  type PeriodByTerms,
  type PeriodOutcome,
  type PeriodThen,
  type PlanVersion,
  type TermsEffect,
} from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { type PlanDraft, planVersions, versionOf } from '../plans/index.ts'
import { type SettledCase, settledCasesSince } from './effect-store.ts'
import { type StoredPeriod, settledSince } from './store.ts'

/** Cases that are named in an answer, of each period; all are counted. */
const casesNamed = 30

/** What a draft would have made of the periods that its plan settled in the last twelve months. Sums are fen as texts. */
export async function effectOfDraft({ clock, database }: Platform, draft: PlanDraft) {
  const terms = versionOf(draft)
  const since = dayOf(clock.now(), terms.timeZone).subtract({ years: 1 })
  const versions = await planVersions(database, draft.planCode)
  const cases = Map.groupBy(await settledCasesSince(database, draft.planCode, since), ({ periodId }) => periodId)
  const periods = await settledSince(database, draft.planCode, since)
  const effect = effectOfTerms(
    terms,
    periods.map((period) => periodThen(period, cases.get(period.periodId) ?? [], versions)),
  )
  return { draft: draft.draftId, edition: draft.edition, since: since.toString(), ...shownEffect(effect) }
}

function periodThen(stored: StoredPeriod, cases: readonly SettledCase[], versions: readonly PlanVersion[]): PeriodThen {
  const { code, figures, sharingDay } = stored
  if (!figures) throw new Error(`period ${code} is not settled`)
  const { caseCapFen, noParticipantsFen, runOffFen, yearCapFen } = figures
  return {
    code,
    sharingDay,
    sharedBy: versionOfNumber(versions, stored.planVersion),
    cases: cases.map((one) => caseThen(one, versions)),
    ...figures,
    figures: {
      ...figures,
      // A case that the board upheld against the plan's own figures has no payout; it is among the cases of the period, not of this.
      cases: cases.length,
      operatorFen: caseCapFen + noParticipantsFen + runOffFen + yearCapFen,
    },
  }
}

/** Member by member: of tens of thousands of cases, taking one apart and spreading the rest took longer than judging them. */
function caseThen(one: SettledCase, versions: readonly PlanVersion[]): CaseThen {
  const { ageBand, caseReference, daysInPlan, filedOn, illness, mild, payoutFen, planVersion } = one
  const judgedBy = versionOfNumber(versions, planVersion)
  return { ageBand, caseReference, daysInPlan, filedOn, illness, mild, payoutFen, judgedBy }
}

function versionOfNumber(versions: readonly PlanVersion[], number: number): PlanVersion {
  const found = versions.find(({ version }) => version === number)
  if (!found) throw new Error(`a record names version ${number}, which is not there`)
  return found
}

function shownEffect({ periods, total, unknown }: TermsEffect) {
  return {
    periods: periods.map(shownPeriod),
    total: { was: shownOutcome(total.was), least: shownOutcome(total.least), most: shownOutcome(total.most) },
    unknown: [...unknown],
  }
}

function shownPeriod({ cases, code, least, most, participants, sharingDay, was }: PeriodByTerms) {
  const touched = cases
    .filter(({ covered }) => covered !== 'yes')
    .toSorted((one, other) => (one.caseReference < other.caseReference ? -1 : 1))
  return {
    period: code,
    sharingDay: sharingDay.toString(),
    participants: participants.toString(),
    was: shownOutcome(was),
    least: shownOutcome(least),
    most: shownOutcome(most),
    notCovered: touched.filter(({ covered }) => covered === 'no').length,
    perhapsNotCovered: touched.filter(({ covered }) => covered === 'perhaps').length,
    touched: touched.slice(0, casesNamed).map(({ caseReference, covered, illness, reason, wasFen }) => ({
      caseReference,
      illness,
      covered: covered === 'no' ? ('no' as const) : ('perhaps' as const),
      reason: reason!,
      wasFen: wasFen.toString(),
    })),
  }
}

function shownOutcome({ carryOutFen, cases, feesFen, operatorFen, payoutsFen, shareFen }: PeriodOutcome) {
  return {
    cases,
    payoutsFen: payoutsFen.toString(),
    feesFen: feesFen.toString(),
    shareFen: shareFen.toString(),
    carryOutFen: carryOutFen.toString(),
    operatorFen: operatorFen.toString(),
  }
}
