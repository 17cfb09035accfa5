import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, DayText, publicAccess } from '../http/index.ts'
import { decisionsByPeriod } from './decision-store.ts'
import { PageQuery, PlanParams } from './schemas.ts'

/** Figures that change once a day may be five minutes old. */
export const figuresMayBeKept = 'public, max-age=300'

const Nullable = Type.Union([DayText, Type.Null()])
const DecisionLineSchema = Type.Object({
  period: Type.Union([Type.String(), Type.Null()], {
    description: 'Null for the days since the newest publicity day.',
  }),
  fromDay: Nullable,
  untilDay: Nullable,
  filed: Type.Integer(),
  approved: Type.Integer(),
  refused: Type.Integer(),
  disputed: Type.Integer({ description: 'Cases brought before the board, by claimants, objectors and reviewers.' }),
  upheld: Type.Integer({ description: 'Disputes that the board decided for the claim.' }),
  rejected: Type.Integer(),
})

export function addDecisionFigures(app: App, platform: Platform): void {
  const schema = {
    tags: ['sharing'],
    summary: 'How many claims were filed, approved, refused and disputed before each period, newest first',
    description:
      'Counted once a day, days that are over. Each line is the days after the publicity day before to this one.',
    params: PlanParams,
    querystring: PageQuery,
    response: { 200: Type.Array(DecisionLineSchema) },
  }
  app.get('/plans/:plan/decisions', { config: { access: publicAccess }, schema }, async (request, reply) => {
    reply.header('cache-control', figuresMayBeKept)
    return [...(await decisionsByPeriod(platform.database, request.params.plan, request.query))]
  })
}
