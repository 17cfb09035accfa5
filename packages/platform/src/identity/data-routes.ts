import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, Strict } from '../http/index.ts'
import { askForCopy, type DataCommand, dataCopy } from './copy-data.ts'
import { erasePerson } from './erase-person.ts'
import type { RelyingParty } from './passkey.ts'
import type { PersonDataPart } from './person-data.ts'
import { clearedCookie } from './session-cookie.ts'

const tags = ['my data']
const participants = { access: { roles: ['participant'] } } as const

/** A copy of one's own data, and its deletion. */
export function addMyData(app: App, platform: Platform, parts: readonly PersonDataPart[], party: RelyingParty): void {
  const copy = {
    tags,
    summary: 'A copy of everything that the platform holds about me',
    description: 'JSON, a section for each part. Each copy is recorded; three in 24 hours are the most.',
    headers: CommandHeaders,
    response: { 200: Type.Unsafe<Readable>({ type: 'object', additionalProperties: true }) },
  }
  app.post('/me/data-copies', { config: participants, schema: copy }, async (request, reply) => {
    const command = commandOf(request)
    const { requestedAt } = orRefuse(await askForCopy(platform, command)).answer
    const { personId } = command.actor
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="tongzhou-my-data.json"')
      .send(Readable.from(dataCopy(platform, parts, { personId, requestedAt })))
  })
  const erase = {
    tags,
    summary: 'Delete my data',
    description:
      'Refused while I am in a plan, pay for somebody who is, have an open claim or an unpaid share, or hold an office. Ends all my sessions; can not be undone.',
    headers: CommandHeaders,
    body: Strict({ understood: Type.Literal(true) }),
    response: { 200: Type.Object({ erasedAt: Type.String() }) },
  }
  app.post('/me/data-deletion', { config: participants, schema: erase }, async (request, reply) => {
    const { answer } = orRefuse(await erasePerson(platform, parts, commandOf(request)))
    return reply.header('set-cookie', clearedCookie(party)).send(answer)
  })
}

function commandOf(request: FastifyRequest): DataCommand {
  const { personId, role } = actorOf(request)
  if (personId === null) throw new Error('a participant is a person')
  return { key: String(request.headers['idempotency-key']), actor: { role, personId } }
}
