import { computeShare, formatYuan, type PlanVersion, shareTerms } from '@tongzhou/core'
import type { Reader } from '../commit/platform.ts'
import type { Hindrance, PeriodOutlook } from './period-outlook.ts'
import { periodCases, type StoredPeriod } from './store.ts'

/** A period for a list, a table or a page. Sums are fen as texts; null before the sharing day. */
export function periodLine({ code, planVersion, status, rollCount, figures, ...days }: StoredPeriod) {
  return {
    period: code,
    planVersion,
    status,
    publicityDay: days.publicityDay.toString(),
    sharingDay: days.sharingDay.toString(),
    objectionsUntil: days.objectionsUntil.toString(),
    rollCount: rollCount?.toString() ?? null,
    cases: figures?.caseCount ?? null,
    participants: figures?.participants.toString() ?? null,
    payoutsFen: figures?.payoutsFen.toString() ?? null,
    feesFen: figures?.feesFen.toString() ?? null,
    carryInFen: figures?.carryInFen.toString() ?? null,
    shortfallFen: figures?.shortfallFen.toString() ?? null,
    dueFen: figures?.dueFen.toString() ?? null,
    shareFen: figures?.shareFen.toString() ?? null,
    carryOutFen: figures?.carryOutFen.toString() ?? null,
    entry: days.settledEventId,
  }
}

export type PeriodLine = ReturnType<typeof periodLine>

/** One line of the arithmetic in words and figures, so that anyone can follow it with a pocket calculator. */
export interface ArithmeticStep {
  readonly name: string
  readonly how: string
  readonly amountFen: string
}

/** How a settled period was reckoned, step by step. */
export async function arithmeticOf(reader: Reader, plan: PlanVersion, period: StoredPeriod) {
  const { figures, periodId } = period
  if (!figures) throw new Error(`period ${period.code} is not settled`)
  const cases = await periodCases(reader, periodId)
  const yuan = (amountFen: bigint) => `${formatYuan(amountFen)}`
  const rate = `${plan.sharing.managementFeeBasisPoints / 100} %`
  const steps: ArithmeticStep[] = []
  const step = (name: string, how: string, amountFen: bigint) => {
    steps.push({ name, how, amountFen: amountFen.toString() })
  }
  step('payouts', `${figures.caseCount} cases`, figures.payoutsFen)
  step('fees', `${rate} of each payout, rounded half up to a fen`, figures.feesFen)
  step('case-cap', 'what of a case is above the cap per case, borne by the operator', figures.caseCapFen)
  step('shortfall', 'unpaid shares of earlier periods', figures.shortfallFen)
  step('carry-in', 'what earlier periods collected beyond their cost', figures.carryInFen)
  step('due', 'payouts + fees - case-cap + shortfall - carry-in, never below zero', figures.dueFen)
  step('share', `${yuan(figures.dueFen)} / ${figures.participants} participants, rounded up to a fen`, figures.shareFen)
  step('year-cap', "what is above the year's cap, borne by the operator", figures.yearCapFen)
  step('others', 'borne by the operator because nobody shares', figures.noParticipantsFen + figures.runOffFen)
  step('carry-out', 'share x participants beyond the due, and what of the carry-in was not needed', figures.carryOutFen)
  return {
    steps,
    cases: cases.map((one) => ({
      caseReference: one.caseReference,
      payoutFen: one.payoutFen.toString(),
      feeFen: one.feeFen.toString(),
      operatorFen: one.operatorFen.toString(),
    })),
  }
}

/** Names of the figures of a settled period that its stored inputs do not give; empty where all agree. */
export async function recomputePeriod(
  reader: Reader,
  plan: PlanVersion,
  period: StoredPeriod,
): Promise<readonly string[]> {
  const { figures, periodId } = period
  if (!figures) return []
  const cases = await periodCases(reader, periodId)
  const { participants, carryInFen, shortfallFen, yearSoFarFen, borneByOperator } = figures
  const inputs = { participants, carryInFen, shortfallFen, yearSoFarFen, borneByOperator }
  const result = computeShare({ ...inputs, cases, terms: shareTerms(plan) })
  const { payoutsFen, feesFen, dueFen, shareFen, carryOutFen, operator } = result
  const again = { caseCount: cases.length, payoutsFen, feesFen, dueFen, shareFen, carryOutFen, ...operator }
  const differing = Object.entries(again).filter(([name, value]) => figures[name as keyof typeof figures] !== value)
  const wrongCases = result.cases.filter((one, index) => {
    const stored = cases[index]!
    return one.feeFen !== stored.feeFen || one.operatorFen !== stored.operatorFen
  })
  return [...differing.map(([name]) => name), ...wrongCases.map((one) => `case ${one.caseReference}`)]
}

/** The outlook of a period for its page. */
export function showOutlook({ calendar, expected, plan, state, ...outlook }: PeriodOutlook) {
  return {
    period: calendar.code,
    planVersion: plan.version,
    status: state.status,
    today: outlook.today.toString(),
    publicityDay: calendar.publicityDay.toString(),
    objectionsUntil: calendar.objectionsUntil.toString(),
    sharingDay: calendar.sharingDay.toString(),
    publish: shownHindrance(outlook.publish),
    close: shownHindrance(outlook.close),
    cases: casesAhead(outlook.cases),
    heldOver: casesAhead(outlook.heldOver),
    expected: expected && {
      basis: expected.basis,
      participants: expected.participants.toString(),
      payoutsFen: expected.payoutsFen.toString(),
      feesFen: expected.feesFen.toString(),
      dueFen: expected.dueFen.toString(),
      shareFen: expected.shareFen.toString(),
      operatorFen: expected.operatorFen.toString(),
      carryOutFen: expected.carryOutFen.toString(),
    },
  }
}

function shownHindrance(hindrance: Hindrance) {
  return hindrance && { code: hindrance.code, ...(hindrance.clause !== undefined && { clause: hindrance.clause }) }
}

function casesAhead(cases: PeriodOutlook['cases']) {
  const payoutsFen = cases.reduce((sum, one) => sum + one.payoutFen, 0n)
  return { count: cases.length, payoutsFen: payoutsFen.toString() }
}
