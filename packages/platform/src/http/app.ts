import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import type { Settings } from '../settings.ts'
import { admit, publicAccess, type ResolveSession, requireAccess } from './access.ts'
import { addDocs } from './docs.ts'
import type { Drain } from './drain.ts'
import { type ReadinessCheck, readiness } from './health.ts'
import { requireLimits } from './limits.ts'
import { admitToMetrics, createMetrics, type Measured } from './metrics.ts'
import { answerError, answerMalformed, answerUnknownRoute } from './problem.ts'
import { type RefusalCode, refusalAnswers } from './refusals/index.ts'
import { logResponse, requestIdOf } from './request-log.ts'
import { compileValidator } from './validate.ts'

/** What a part's `routes` gets: routes check and type what they read by typebox schemas. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

/** The routes of one part: `export const routes: Routes = async (app, platform) => { app.get(...) }`. */
export type Routes = (app: App, platform: Platform) => Promise<void>

export interface AppOptions {
  readonly settings: Pick<
    Settings,
    'TONGZHOU_TRUSTED_PROXIES' | 'TONGZHOU_REQUESTS_PER_MINUTE' | 'TONGZHOU_METRICS_TOKEN'
  >
  readonly version: string
  readonly resolveSession: ResolveSession
  readonly routes: readonly Routes[]
  readonly checks: readonly ReadinessCheck[]
  /** Where the server is stopped gracefully. */
  readonly drain?: Drain
  readonly measured: Measured
}

/** A JSON body is a form, not a file; uploads state their own limit on their route. */
const largestBodyBytes = 256 * 1024
/** A client that sends its request byte by byte would hold a connection for ever. */
const longestRequestMilliseconds = 120_000

/** Pictures and sealed files do not get smaller. */
const compressedTypes = /^(text\/|application\/(.+\+)?json)/

/** The HTTP app, not listening yet; tests use `inject`. Throws at boot for a route that does not say who may call it. */
export async function buildApp(platform: Platform, options: AppOptions): Promise<App> {
  const app: App = fastify({
    loggerInstance: platform.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: (_address, hop) => hop < options.settings.TONGZHOU_TRUSTED_PROXIES,
    bodyLimit: largestBodyBytes,
    requestTimeout: longestRequestMilliseconds,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // An address that cannot be decoded; it never reaches a route or a hook.
    frameworkErrors: (_error, request, reply) => answerMalformed(request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(compileValidator)
  app.setErrorHandler(answerError)
  app.decorateRequest('actor', null)
  app.decorateRequest('signedIn', null)
  app.addHook('onRoute', requireAccess)
  app.addHook('onRoute', requireLimits)
  await app.register(helmet, { contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } })
  // A plan's terms are 60 kB as JSON, 15 kB compressed: on a slow line that is a second. What has an encoding already stays as it is.
  await app.register(compress, { encodings: ['gzip'], threshold: 1_024, customTypes: compressedTypes })
  await app.register(rateLimit, { max: options.settings.TONGZHOU_REQUESTS_PER_MINUTE, timeWindow: '1 minute' })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, answerUnknownRoute)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    await admit(request, options.resolveSession)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (options.drain?.hasBegun) reply.header('connection', 'close')
  })
  app.addHook('onResponse', logResponse)
  await addDocs(app, options.version)
  addOperations(app, options)
  for (const routes of options.routes) await routes(app, platform)
  await app.ready()
  return app
}

/** What operators and load balancers ask. */
function addOperations(app: App, options: AppOptions): void {
  const operations = { config: { access: publicAccess, rateLimit: false }, schema: { tags: ['operations'] } } as const
  const metrics = createMetrics(options.measured)
  app.addHook('onResponse', metrics.observe)
  app.get('/healthz', operations, async () => ({ alive: true }))
  app.get('/readyz', operations, async (request, reply) => {
    if (options.drain?.hasBegun) return reply.status(503).send({ ready: false, checks: { server: 'is stopping' } })
    const result = await readiness(options.checks, (check, fault) => {
      request.log.error({ err: fault, check }, 'a readiness check failed')
    })
    return reply.status(result.ready ? 200 : 503).send(result)
  })
  app.get('/metrics', operations, async (request, reply) => {
    admitToMetrics(request, options.settings.TONGZHOU_METRICS_TOKEN)
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  const params = Type.Object({ code: Type.String({ maxLength: 64 }) })
  const describe = { config: { access: publicAccess }, schema: { tags: ['operations'], params } }
  app.get('/problems/:code', describe, async (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(refusalAnswers, code)) return answerUnknownRoute(request, reply)
    return { code, ...refusalAnswers[code as RefusalCode] }
  })
}
