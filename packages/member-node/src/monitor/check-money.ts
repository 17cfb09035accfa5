import type { ReadEntry } from '@tongzhou/core'
import type { CaseState, PeriodState, PlanState, SettledFigures } from './case-state.ts'
import { checkCase } from './check-case.ts'
import { checkSettlement } from './check-period.ts'
import { dayOfFact, fenOf, planCodeOf, textOf } from './facts.ts'
import type { Broken } from './monitor-alarm.ts'
import type { MonitorState } from './monitor-state.ts'

const newPeriod: PeriodState = { sharingDay: null, rollCount: null, settled: null }
const newPlan: PlanState = { lastPeriod: null, year: null, yearFen: 0n }

/** Everything about cases and periods. Throws `WrongFact`. */
export function checkMoney(state: MonitorState, entry: ReadEntry): Broken[] {
  const { subject } = entry
  if (subject.startsWith('claim/')) return checkClaimEntry(state, entry)
  return subject.startsWith('period/') ? checkPeriodEntry(state, entry) : []
}

function checkClaimEntry(state: MonitorState, entry: ReadEntry): Broken[] {
  const name = entry.subject.slice('claim/'.length)
  const before = state.get('case', name)
  const { state: after, broken } = checkCase(before, entry)
  state.set('case', name, after)
  // Counted whatever is wrong with it: else the next period would seem to lack a case.
  const counted = entry.kind === 'claim-settled' ? countSettled(state, entry) : []
  if (broken) return [{ name: 'payout-without-decision', detail: broken }]
  return entry.kind === 'claim-settled' ? counted : entry.kind === 'claim-paid' ? checkPaid(state, before!, entry) : []
}

/** Cases are settled in a period that was closed before, and no more of them than it stated. */
function countSettled(state: MonitorState, { facts, plan }: ReadEntry): Broken[] {
  const name = `${planCodeOf(plan ?? '@')}/${textOf(facts, 'period')}`
  const period = state.get('period', name)
  if (!period?.settled) return [{ name: 'payout-without-decision', detail: `the period ${name} is not closed` }]
  const settled = { ...period.settled, casesSettled: period.settled.casesSettled + 1 }
  state.set('period', name, { ...period, settled })
  const { cases, casesSettled } = settled
  if (casesSettled <= cases) return []
  return [
    { name: 'period-arithmetic', detail: `the period ${name} stated ${cases} cases; this is number ${casesSettled}` },
  ]
}

function checkPaid(state: MonitorState, { period, approved }: CaseState, { plan, facts }: ReadEntry): Broken[] {
  const paidFen = fenOf(facts, 'paidFen')
  return [
    ...takeFromPeriod(state, period!, paidFen),
    ...(plan === null ? [] : compareApprovals(state, plan, approved, paidFen)),
  ]
}

function takeFromPeriod(state: MonitorState, name: string, paidFen: bigint): Broken[] {
  const period = state.get('period', name)
  // That it is not closed was an alarm when the case was settled.
  if (!period?.settled) return []
  const settled: SettledFigures = { ...period.settled, unpaidFen: period.settled.unpaidFen - paidFen }
  state.set('period', name, { ...period, settled })
  if (settled.unpaidFen >= 0n) return []
  const detail = `the payouts of ${name} come to ${-settled.unpaidFen} fen more than it shared`
  return [{ name: 'period-arithmetic', detail }]
}

/**
 * Above a sum that its plan version states two people approve. The log does not say the sum, but one person's approval of as much
 * as took two people elsewhere shows that it was passed over.
 */
function compareApprovals(
  state: MonitorState,
  plan: string,
  approved: CaseState['approved'],
  paidFen: bigint,
): Broken[] {
  const version = state.get('version', plan)
  if (!version || (approved !== 'one-person' && approved !== 'two-persons')) return []
  const { largestOfOneFen: one, smallestOfTwoFen: two } = version
  const after =
    approved === 'one-person'
      ? { ...version, largestOfOneFen: one === null || paidFen > one ? paidFen : one }
      : { ...version, smallestOfTwoFen: two === null || paidFen < two ? paidFen : two }
  state.set('version', plan, after)
  const { largestOfOneFen, smallestOfTwoFen } = after
  if (largestOfOneFen === null || smallestOfTwoFen === null || largestOfOneFen < smallestOfTwoFen) return []
  const detail = `one person approved ${largestOfOneFen} fen, and ${smallestOfTwoFen} fen took two under the same plan version`
  return [{ name: 'payout-without-decision', detail }]
}

function checkPeriodEntry(state: MonitorState, entry: ReadEntry): Broken[] {
  const name = entry.subject.slice('period/'.length)
  const period = state.get('period', name) ?? newPeriod
  switch (entry.kind) {
    case 'period-published':
      state.set('period', name, { ...period, sharingDay: dayOfFact(entry.facts, 'sharingDay') })
      return []
    case 'roll-taken':
      state.set('period', name, { ...period, rollCount: fenOf(entry.facts, 'count') })
      return []
    case 'period-settled':
      return settlePeriod(state, name, period, entry)
    default:
      return []
  }
}

function settlePeriod(state: MonitorState, name: string, period: PeriodState, { plan, facts }: ReadEntry): Broken[] {
  const code = planCodeOf(plan ?? '@')
  const planState = state.get('plan', code) ?? newPlan
  const { lastPeriod } = planState
  const earlier = lastPeriod === null ? null : (state.get('period', lastPeriod)?.settled ?? null)
  const version = plan === null ? null : state.get('version', plan)
  const yearCapFen = version?.yearCapFen ?? null
  const checked = checkSettlement(facts, { period, plan: planState, earlier, yearCapFen })
  if (version) state.set('version', plan!, { ...version, yearCapFen: checked.yearCapFen })
  state.set('period', name, { ...period, settled: checked.settled })
  state.set('plan', code, { ...checked.plan, lastPeriod: name })
  return checked.broken.length === 0 ? [] : [{ name: 'period-arithmetic', detail: checked.broken.join('; ') }]
}
