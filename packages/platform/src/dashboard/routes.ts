import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, DayText, InstantText, RefusedRequest, type Routes } from '../http/index.ts'
import { planInForce } from '../participants/index.ts'
import { dashboardOf } from './figures.ts'

const FenText = Type.String({ pattern: '^[0-9]+$', description: 'An amount in fen as digits.' })
const Count = Type.String({ pattern: '^[0-9]+$', description: 'A number as digits.' })
const Estimate = Type.Number({ description: 'An estimate, to a thousandth.' })

const DashboardSchema = Type.Object({
  today: DayText,
  since: Type.String({ description: 'The first day of what is called the last year.' }),
  movements: Type.Array(
    Type.Object({
      month: Type.String(),
      joined: Type.Integer(),
      ended: Type.Integer(),
      reinstated: Type.Integer(),
    }),
  ),
  incidence: Type.Array(
    Type.Object({
      ageBand: Type.String(),
      personYears: Estimate,
      cases: Type.Integer(),
      expected: Estimate,
      low: Estimate,
      high: Estimate,
    }),
    { description: 'Public cases of the last year by age, what was expected, and the range of chance (95 of 100).' },
  ),
  periods: Type.Array(
    Type.Object({
      period: Type.String(),
      sharingDay: DayText,
      participants: Count,
      shareFen: FenText,
      costFen: FenText,
    }),
    { description: 'Settled periods of the last year, oldest first; the cost is payouts and fees per participant.' },
  ),
  forecast: Type.Union([
    Type.Object({ expectedCases: Estimate, expectedFen: FenText, lowFen: FenText, highFen: FenText }),
    Type.Null(),
  ]),
  decisions: Type.Object({
    filed: Type.Integer(),
    approved: Type.Integer(),
    refused: Type.Integer(),
    disputed: Type.Integer(),
    upheld: Type.Integer(),
    rejected: Type.Integer(),
  }),
  payoutDays: Type.Union([
    Type.Object({ count: Type.Integer(), median: Type.Integer(), ninetieth: Type.Integer() }),
    Type.Null(),
  ]),
  work: Type.Array(Type.Object({ name: Type.String(), count: Type.Integer(), oldest: InstantText })),
})

/** How a plan does, for those who run it and those who audit it. */
export const dashboardRoutes: Routes = async (app: App, platform: Platform) => {
  const config = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
  const schema = {
    tags: ['dashboard'],
    summary:
      'How a plan does: joins and ends, incidence against expectation, cost and its forecast, decisions, work in hand',
    params: Type.Object({ plan: Type.String({ maxLength: 64 }) }),
    response: { 200: DashboardSchema },
  }
  app.get('/plans/:plan/dashboard', { config, schema }, async (request) => {
    const now = platform.clock.now()
    const plan = await planInForce(platform.database, request.params.plan, now)
    if ('accepted' in plan) throw new RefusedRequest(plan.refusal)
    return shown(await dashboardOf(platform.database, plan, now))
  })
}

function shown({ forecast, ...figures }: Awaited<ReturnType<typeof dashboardOf>>) {
  return {
    today: figures.today.toString(),
    since: figures.since.toString(),
    movements: [...figures.movements],
    incidence: figures.incidence.map(({ expected, high, low, personYears, ...one }) => ({
      ...one,
      personYears: thousandths(personYears),
      expected: thousandths(expected),
      low: thousandths(low),
      high: thousandths(high),
    })),
    periods: figures.periods.map((one) => ({
      period: one.periodCode,
      sharingDay: one.sharingDay.toString(),
      participants: one.participants.toString(),
      shareFen: one.shareFen.toString(),
      costFen: one.costFen.toString(),
    })),
    forecast: forecast && {
      expectedCases: thousandths(forecast.expectedCases),
      expectedFen: forecast.expectedFen.toString(),
      lowFen: forecast.lowFen.toString(),
      highFen: forecast.highFen.toString(),
    },
    decisions: figures.decisions,
    payoutDays: figures.payoutDays,
    work: figures.work.map(({ oldest, ...one }) => ({ ...one, oldest: oldest.toString() })),
  }
}

const thousandths = (estimate: number) => Number(estimate.toFixed(3))
