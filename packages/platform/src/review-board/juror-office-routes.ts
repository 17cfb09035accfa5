import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from '../http/index.ts'
import { recordLook } from '../identity/index.ts'
import { boardFigures, countServing } from './board-figures.ts'
import { type JurorRules, personOf, planOfJurors } from './juror-command.ts'
import { servicesOf, showSuspension } from './juror-record.ts'
import {
  AppealDecisionBody,
  AppealSchema,
  BoardFiguresSchema,
  JurorNumbersSchema,
  JurorParams,
  JurorPlanParams,
  PersonParams,
  ServingSchema,
  SuspendBody,
  SuspensionParams,
} from './juror-schemas.ts'
import { jurorNumbersOf } from './juror-store.ts'
import { openAppeals } from './juror-suspension-store.ts'
import { decideAppeal, suspendJuror } from './suspend-juror.ts'

const tags = ['jurors']
const operators = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'auditor'] } } as const
/** Of examinations and services. */
const daysCounted = 365

/**
 * What the operator does about jurors. They are numbers here. Who starts from a person learns the number by which that person is suspended;
 * no way leads back from a number, a vote or a pseudonym to a person.
 */
export function addJurorOffice(app: App, platform: Platform, rules: Pick<JurorRules, 'debtors'>): void {
  addBoardFigures(app, platform, rules)
  const list = {
    tags,
    summary: 'Appeals of suspended jurors that wait for a decision, longest first',
    querystring: Strict({ limit: Type.Integer({ default: 50, minimum: 1, maximum: 200 }) }),
    response: { 200: Type.Array(AppealSchema) },
  }
  app.get('/juror-appeals', { config: operators, schema: list }, async (request) => {
    const { database } = platform
    const appeals = await openAppeals(database, request.query.limit)
    return Promise.all(
      appeals.map(async (suspension) => ({
        suspension: await showSuspension(platform, database, suspension),
        services: await servicesOf(database, suspension.jurorId),
      })),
    )
  })
  const decide = {
    tags,
    summary: 'Decide over an appeal; upheld, the juror is back with a clean record',
    headers: CommandHeaders,
    params: SuspensionParams,
    body: AppealDecisionBody,
  }
  app.post('/juror-appeals/:suspension/decision', { config: operators, schema: decide }, async (request, reply) => {
    const key = request.headers['idempotency-key']
    const suspensionId = BigInt(request.params.suspension)
    orRefuse(await decideAppeal(platform, { key, actor: personOf(actorOf(request)), suspensionId, ...request.body }))
    return reply.status(204).send()
  })
  const numbers = {
    tags,
    summary: 'The jurors that a person is or was, as numbers to suspend by; the look is recorded',
    params: PersonParams,
    response: { 200: JurorNumbersSchema },
  }
  app.get('/people/:personId/jurors', { config: operators, schema: numbers }, async (request) => {
    const personId = BigInt(request.params.personId)
    orRefuse(await recordLook(platform, { actor: actorOf(request), kind: 'look-at-juror', personId }))
    return [...(await jurorNumbersOf(platform.database, personId))]
  })
  const suspend = {
    tags,
    summary: 'Suspend a juror, with a reason that the juror is shown',
    headers: CommandHeaders,
    params: JurorParams,
    body: SuspendBody,
  }
  app.post('/jurors/:juror/suspend', { config: operators, schema: suspend }, async (request, reply) => {
    const key = request.headers['idempotency-key']
    const jurorId = BigInt(request.params.juror)
    orRefuse(await suspendJuror(platform, { key, actor: personOf(actorOf(request)), jurorId, ...request.body }))
    return reply.status(204).send()
  })
}

function addBoardFigures(app: App, platform: Platform, rules: Pick<JurorRules, 'debtors'>): void {
  const schema = {
    tags,
    summary:
      'How the board of a plan stands: jurors by standing, examinations, attendance, control cases, disputes and when they are due',
    description:
      'Counts alone: no vote, no pseudonym, no person. A dispute is named once the log tells of it, and nothing tells a control case from another.',
    params: JurorPlanParams,
    response: { 200: BoardFiguresSchema },
  }
  app.get('/plans/:plan/board', { config: readers, schema }, async (request) => {
    const now = platform.clock.now()
    const board = await planOfJurors(platform.database, rules, request.params.plan, now)
    if ('accepted' in board) throw new RefusedRequest(board.refusal)
    const since = now.subtract({ hours: 24 * daysCounted })
    const { disputes, panels, weights, ...counts } = await boardFigures(platform.database, board.plan.plan, since)
    return {
      plan: board.plan.plan,
      daysCounted,
      ...counts,
      weights: [...weights],
      disputes: disputes.map(({ dueAt, ...one }) => ({ ...one, dueAt: dueAt?.toString() ?? null })),
      panels: panels.map(({ endedAt, ...one }) => ({ ...one, endedAt: endedAt.toString() })),
    }
  })
  const serving = {
    tags,
    summary: 'How many jurors may serve in a dispute that opens today; takes seconds where a plan is large',
    params: JurorPlanParams,
    response: { 200: ServingSchema },
  }
  app.get('/plans/:plan/board/serving', { config: readers, schema: serving }, async (request) => {
    const { database } = platform
    const board = await planOfJurors(database, rules, request.params.plan, platform.clock.now())
    if ('accepted' in board) throw new RefusedRequest(board.refusal)
    return { mayServe: await countServing(database, board.standing) }
  })
}
