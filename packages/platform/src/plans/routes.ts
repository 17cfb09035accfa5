import { createHash } from 'node:crypto'
import { type Parsed, planSchema } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  orRefuse,
  publicAccess,
  RefusedRequest,
  type Routes,
} from '../http/index.ts'
import { addDrafts } from './drafts/draft-routes.ts'
import { loadPlan } from './load-plan.ts'
import { addPartners } from './partner-routes.ts'
import { maxPlanBytes } from './plan-text.ts'
import { previewPlan } from './preview-plan.ts'
import {
  DifferencesQuery,
  DifferencesSchema,
  InForceQuery,
  LoadedSchema,
  LoadPlanBody,
  PlanParams,
  PlanSummarySchema,
  PlanVersionSchema,
  PreviewSchema,
  StoredVersionSchema,
  VersionParams,
} from './schemas.ts'
import { listPlans, showDifferences, showInForce, showVersion, showVersions } from './show-plans.ts'

/** The rules are public: anyone may read every version; only operators load one. */
export const planRoutes: Routes = async (app, platform) => {
  addReading(app, platform)
  addVersionReading(app, platform)
  addLoading(app, platform)
  addDrafts(app, platform)
  addPartners(app, platform)
}

const tags = ['plans']
const everyone = { access: publicAccess } as const
const operators = { access: { roles: ['operator'] } } as const

/** The plan's text travels inside a JSON text, where quotes and line breaks take two bytes. */
const largestBodyBytes = 2 * maxPlanBytes

function shown<Value>(answer: Parsed<Value>): Value {
  if (!answer.accepted) throw new RefusedRequest(answer.refusal)
  return answer.value
}

function addReading(app: App, platform: Platform): void {
  const list = { tags, summary: 'All plans', response: { 200: Type.Array(PlanSummarySchema) } }
  app.get('/plans', { config: everyone, schema: list }, async () => [...(await listPlans(platform))])
  const versions = {
    tags,
    summary: 'All versions of a plan, with the journal event and the hash of each',
    params: PlanParams,
    response: { 200: Type.Array(StoredVersionSchema) },
  }
  app.get('/plans/:plan/versions', { config: everyone, schema: versions }, async (request) =>
    shown(await showVersions(platform.database, request.params.plan)).map(({ plan, content, eventId, loadedAt }) => ({
      version: plan.version,
      firstDay: plan.firstDay,
      loadedAt: loadedAt.toString(),
      eventId,
      contentSha256: createHash('sha256').update(content).digest('hex'),
    })),
  )
  const schema = { tags, summary: 'The JSON Schema of a plan version' }
  app.get('/plan.schema.json', { config: everyone, schema }, async (_request, reply) =>
    reply.type('application/schema+json').send(JSON.stringify(planSchema)),
  )
}

function addVersionReading(app: App, platform: Platform): void {
  const response = { 200: PlanVersionSchema }
  const one = { tags, summary: 'One version, as its canonical text', params: VersionParams, response }
  app.get('/plans/:plan/versions/:version', { config: everyone, schema: one }, async (request, reply) => {
    const { plan, version } = request.params
    const { content } = shown(await showVersion(platform.database, plan, version))
    return reply.type('application/json').send(content)
  })
  const inForce = {
    tags,
    summary: 'The version in force on a day, today where none is given',
    params: PlanParams,
    querystring: InForceQuery,
    response,
  }
  app.get('/plans/:plan/in-force', { config: everyone, schema: inForce }, async (request, reply) => {
    const { content } = shown(await showInForce(platform, request.params.plan, request.query.day))
    return reply.type('application/json').send(content)
  })
  const differences = {
    tags,
    summary: 'The terms in which one version differs from another',
    params: PlanParams,
    querystring: DifferencesQuery,
    response: { 200: DifferencesSchema },
  }
  app.get('/plans/:plan/differences', { config: everyone, schema: differences }, async (request) => {
    const { from, to } = request.query
    return [...shown(await showDifferences(platform.database, request.params.plan, from, to))]
  })
}

function addLoading(app: App, platform: Platform): void {
  const bodyLimit = largestBodyBytes
  const preview = {
    tags,
    summary: 'Check a plan and see what loading it would change',
    description: 'Changes nothing. Tells every fault with its line, and whether the version would be loaded now.',
    body: LoadPlanBody,
    response: { 200: PreviewSchema },
  }
  app.post('/plans/preview', { config: operators, schema: preview, bodyLimit }, async (request) => {
    const { faults, differences, ...others } = await previewPlan(platform, request.body.text, {
      writtenBy: actorOf(request).personId,
      adoptedBy: actorOf(request).personId,
    })
    return { ...others, faults: [...faults], differences: [...differences] }
  })
  const load = {
    tags,
    summary: 'Load the next version of a plan',
    description:
      'It can never be changed afterwards. The same version with the same terms is answered and not loaded again.',
    headers: CommandHeaders,
    body: LoadPlanBody,
    response: { 200: LoadedSchema, 201: LoadedSchema },
  }
  app.post('/plans', { config: operators, schema: load, bodyLimit }, async (request, reply) => {
    const key = request.headers['idempotency-key']
    const { answer } = orRefuse(await loadPlan(platform, { key, actor: actorOf(request), source: request.body.text }))
    return reply.status(answer.alreadyLoaded ? 200 : 201).send(answer)
  })
}
