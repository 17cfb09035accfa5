import { type FastifyInstance, fastify, LogController } from 'fastify'
import type { Gossip } from './gossip/gossip.ts'
import type { Member } from './member.ts'
import { monitoringRoutes, submissionRoutes } from './mirror/routes.ts'
import { pageRoutes } from './page/routes.ts'
import { parts } from './parts.ts'

/** Seconds that a client may take for a request: an upload of many entries over a slow line fits. */
const requestTimeoutMilliseconds = 300_000

/** The member's HTTP server. Each part has a scope of its own, since some read bodies as they come and some as JSON. */
export async function buildServer(member: Member, gossip: Gossip): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: member.logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMilliseconds,
  })
  await app.register(async (scope) => submissionRoutes(scope, member))
  await app.register(async (scope) => monitoringRoutes(scope, member))
  await app.register(async (scope) => pageRoutes(scope, member, gossip))
  for (const { routes } of parts) if (routes) await app.register(async (scope) => routes(scope, member))
  return app
}
