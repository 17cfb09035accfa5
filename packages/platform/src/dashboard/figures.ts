import { dayOf, expectedCasesPerYear, forecastCost, type PlanVersion, poissonRange, shareTerms } from '@tongzhou/core'
import type { Reader } from '../commit/platform.ts'
import { participantFigures } from '../participants/index.ts'
import {
  casesByAge,
  decisionsSince,
  movements,
  payoutDaysSince,
  payoutsSince,
  type SettledLine,
  settledSince,
  workInHand,
} from './store.ts'

/** Years of age in a band; bands are written `30-39`. */
const bandYears = 10

/** How a plan does: of the last 365 days, what moved by month for two years, and what waits now. */
export async function dashboardOf(reader: Reader, plan: PlanVersion, now: Temporal.Instant) {
  const { plan: code } = plan
  const today = dayOf(now, plan.timeZone)
  const yearAgo = today.subtract({ days: 365 })
  const [moved, people, cases, settled, payouts, decisions, payoutDays, work] = await Promise.all([
    movements(reader, code, today.with({ day: 1 }).subtract({ months: 23 })),
    participantFigures(reader, code),
    casesByAge(reader, code, yearAgo),
    settledSince(reader, code, yearAgo),
    payoutsSince(reader, code, yearAgo),
    decisionsSince(reader, code, yearAgo),
    payoutDaysSince(reader, code, yearAgo),
    workInHand(reader, code),
  ])
  const participantPeriods = settled.reduce((sum, { participants }) => sum + participants, 0n)
  const periods = periodsPerYear(plan)
  const participants = settled.at(-1)?.participants ?? 0n
  return {
    today,
    since: yearAgo,
    movements: moved,
    incidence: incidenceByAge(people, cases, Number(participantPeriods) / periods),
    periods: settled.map(costPerHead),
    forecast: forecastCost({ payouts, participantPeriods }, { participants, periods }, shareTerms(plan)),
    decisions,
    payoutDays,
    work,
  }
}

function periodsPerYear({ sharing }: PlanVersion): number {
  return sharing.daysOfMonth.length * 12
}

function costPerHead({ costFen, participants, ...line }: SettledLine) {
  // Rounded up as a share is; an operator without participants bears it all.
  return { ...line, participants, costFen: participants === 0n ? 0n : (costFen + participants - 1n) / participants }
}

/**
 * Public cases against the expected ones. Person-years are those of all settled periods, spread over the ages as the participants stand
 * today: a plan that changes its ages quickly is measured roughly.
 */
function incidenceByAge(
  people: Awaited<ReturnType<typeof participantFigures>>,
  cases: ReadonlyMap<string, number>,
  personYears: number,
) {
  if (people.total === 0) return []
  return people.byAge.map(({ ageBand, count }) => {
    const years = (personYears * count) / people.total
    const expected = years * meanOfBand(Number.parseInt(ageBand, 10))
    return { ageBand, personYears: years, cases: cases.get(ageBand) ?? 0, expected, ...poissonRange(expected) }
  })
}

function meanOfBand(fromAge: number): number {
  const ages = Array.from({ length: bandYears }, (_, year) => fromAge + year)
  return ages.reduce((sum, age) => sum + expectedCasesPerYear(age), 0) / bandYears
}
