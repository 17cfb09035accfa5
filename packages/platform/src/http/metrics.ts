import { refuse } from '@tongzhou/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { RefusedRequest } from './problem.ts'

/** What `/metrics` measures besides the process and the requests. Each is asked when Prometheus asks. */
export interface Measured {
  readonly pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number }
  /** Events that are not leaves of the log yet. */
  readonly outboxLag: () => Promise<number>
}

export interface Metrics {
  readonly registry: Registry
  observe(request: FastifyRequest, reply: FastifyReply): Promise<void>
}

/** From a quick read to an upload of many megabytes. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A registry of one app: tests build many in one process. */
export function createMetrics(measured: Measured): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'tongzhou_http_request_seconds',
    help: 'How long requests took, by the pattern of their route.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: [registry],
  })
  gauge(registry, 'tongzhou_pool_connections', 'Open connections to PostgreSQL.', () => measured.pool.totalCount)
  gauge(registry, 'tongzhou_pool_idle_connections', 'Connections nobody uses.', () => measured.pool.idleCount)
  gauge(registry, 'tongzhou_pool_waiting_requests', 'Waiting for a connection.', () => measured.pool.waitingCount)
  gauge(registry, 'tongzhou_journal_outbox_events', 'Events that are not leaves of the log yet.', measured.outboxLag)
  return {
    registry,
    async observe(request, reply) {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown')
      durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    },
  }
}

function gauge(registry: Registry, name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read())
    },
  })
}

const loopback = /^(127\.|::1$|::ffff:127\.)/

/** Metrics go to whoever has the token, or, where none is set, to this machine only. */
export function admitToMetrics(request: FastifyRequest, token: string | undefined): void {
  const allowed = token === undefined ? loopback.test(request.ip) : request.headers.authorization === `Bearer ${token}`
  if (!allowed) throw new RefusedRequest(refuse('not-allowed', { needed: 'metrics token' }).refusal)
}
