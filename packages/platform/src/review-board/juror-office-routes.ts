import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, Strict } from '../http/index.ts'
import { personOf } from './juror-command.ts'
import { servicesOf, showSuspension } from './juror-record.ts'
import { AppealDecisionBody, AppealSchema, JurorParams, SuspendBody, SuspensionParams } from './juror-schemas.ts'
import { openAppeals } from './juror-suspension-store.ts'
import { decideAppeal, suspendJuror } from './suspend-juror.ts'

const tags = ['jurors']
const operators = { access: { roles: ['operator'] } } as const

/** What the operator does about jurors. They are numbers here: nothing shows who they are. */
export function addJurorOffice(app: App, platform: Platform): void {
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
