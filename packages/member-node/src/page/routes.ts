import type { FastifyInstance } from 'fastify'
import type { Gossip } from '../gossip/gossip.ts'
import type { Member } from '../member.ts'
import { evidenceOf } from '../storage/alarms.ts'
import { memberMetrics } from './member-metrics.ts'
import { memberPage } from './member-page.ts'
import { memberState } from './member-state.ts'

/** What people and machines read about the member. */
export function pageRoutes(app: FastifyInstance, member: Member, gossip: Gossip): void {
  const state = () => memberState(member, gossip.view())
  app.get('/', (_request, reply) => {
    reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(memberPage(state()))
  })
  app.get('/state.json', (_request, reply) => reply.header('cache-control', 'no-store').send(state()))
  app.get('/healthz', (_request, reply) => {
    const { signs, entries } = state()
    return reply.header('cache-control', 'no-store').send({ status: signs ? 'ok' : 'alarm', entries })
  })
  app.get('/metrics', (_request, reply) => reply.type('text/plain; version=0.0.4').send(memberMetrics(state())))
  app.get<{ Params: { id: string } }>('/alarms/:id/evidence', (request, reply) => {
    const evidence = evidenceOf(member.store, Number(request.params.id))
    if (evidence === undefined) return reply.code(404).type('text/plain').send('there is no such evidence\n')
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="alarm-${Number(request.params.id)}-evidence.txt"`)
      .send(evidence)
  })
}
