import { isProvinceCode, parseDay, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import { commit } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  type OfficeRole,
  orRefuse,
  RefusedRequest,
  Strict,
  Uuid,
} from '../../http/index.ts'
import { holdersOf, openName } from '../../identity/index.ts'
import { CaseParams } from '../schemas.ts'
import { openedCase } from './desk-routes.ts'
import { FieldRecordBody, FieldRecordsSchema, QueueLineSchema } from './desk-schemas.ts'
import { investigatorLoads, putRegions } from './desk-store.ts'
import { fieldChecksOf } from './queue.ts'
import { recordFieldWork, showFieldWork } from './record-field-work.ts'

const tags = ['investigation']
const only = (...roles: OfficeRole[]) => ({ access: { roles } })

/** Handing out field checks by region and load, and what investigators bring back. */
export function addFieldRoutes(app: App, platform: Platform): void {
  addLoads(app, platform)
  addRegions(app, platform)
  addWork(app, platform)
}

function addLoads(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Investigators with their regions and how many field checks they have open',
    response: {
      200: Type.Array(
        Type.Object({
          personId: Type.String(),
          name: Type.Union([Type.String(), Type.Null()]),
          regions: Type.Array(Type.String()),
          open: Type.Integer(),
        }),
      ),
    },
  }
  app.get('/review/investigator-loads', { config: only('reviewer', 'operator'), schema }, async () => {
    const found = await holdersOf(platform.database, 'investigator')
    const loads = await investigatorLoads(platform.database, found)
    return Promise.all(
      found.map(async (personId) => ({
        personId: personId.toString(),
        name: await openName(platform, platform.database, personId),
        ...loads.get(personId)!,
      })),
    )
  })
}

function addRegions(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Say in which provinces an investigator works',
    headers: CommandHeaders,
    params: Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
    body: Strict({ regions: Type.Array(Type.String({ pattern: '^[0-9]{2}$' }), { maxItems: 40, uniqueItems: true }) }),
  }
  app.put('/review/investigators/:personId/regions', { config: only('operator'), schema }, async (request, reply) => {
    const { regions } = request.body
    const unknown = regions.find((region) => !isProvinceCode(region))
    if (unknown !== undefined) throw new RefusedRequest(refuse('region-unknown', { region: unknown }).refusal)
    const personId = BigInt(request.params.personId)
    const command = {
      key: request.headers['idempotency-key'],
      kind: 'set-investigator-regions',
      actor: actorOf(request),
      content: { personId: request.params.personId, regions },
    }
    orRefuse(
      await commit<null>(platform, command, async () => ({
        answer: null,
        rows: [...putRegions(personId, regions)],
        events: [],
      })),
    )
    return reply.status(204).send()
  })
}

function addWork(app: App, platform: Platform): void {
  const investigator = only('investigator')
  const mine = { tags, summary: 'The field checks that are mine to do', response: { 200: Type.Array(QueueLineSchema) } }
  app.get('/investigations', { config: investigator, schema: mine }, async (request) => [
    ...(await fieldChecksOf(platform.database, actorOf(request).personId!)),
  ])
  const list = {
    tags,
    summary: 'Visits, statements and costs of a field check, oldest first',
    params: CaseParams,
    response: { 200: FieldRecordsSchema },
  }
  const readers = only('investigator', 'reviewer', 'auditor')
  app.get('/claims/:reference/field-records', { config: readers, schema: list }, async (request) =>
    showFieldWork(platform, await openedCase(platform, request, request.params.reference)),
  )
  const record = {
    tags,
    summary: 'Record a visit, a statement or a cost of a field check',
    headers: CommandHeaders,
    params: CaseParams,
    body: FieldRecordBody,
    response: { 201: Type.Object({ recordId: Uuid }) },
  }
  app.post('/claims/:reference/field-records', { config: investigator, schema: record }, async (request, reply) => {
    const { amountFen, happenedOn, kind, text } = request.body
    const day = parseDay(happenedOn)
    if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field: 'happenedOn' })
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      caseReference: request.params.reference,
      kind,
      text,
      happenedOn: day.value,
      amountFen: amountFen === undefined ? null : BigInt(amountFen),
    }
    return reply.status(201).send(orRefuse(await recordFieldWork(platform, command)).answer)
  })
}
