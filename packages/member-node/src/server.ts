import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify'
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
    loggerInstance: member.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMilliseconds,
  })
  const groups: ((scope: FastifyInstance) => void)[] = [
    (scope) => submissionRoutes(scope, member),
    (scope) => monitoringRoutes(scope, member),
    (scope) => pageRoutes(scope, member, gossip),
    ...parts.map(
      ({ routes }) =>
        (scope: FastifyInstance) =>
          routes?.(scope, member),
    ),
  ]
  for (const add of groups) {
    await app.register((scope, _options, done) => {
      add(scope)
      done()
    })
  }
  return app
}
