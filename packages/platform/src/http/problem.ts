import type { Decision, Refusal } from '@tongzhou/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isUnavailable } from '../postgres/unavailable.ts'
import { answerTo, type RequestRefusalCode } from './refusals/index.ts'

/** RFC 9457 problem details, with what a refusal knows. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'Where this kind of problem is described: /problems/<code>.' }),
    title: Type.String({ description: 'What is wrong, the same for every occurrence.' }),
    status: Type.Integer(),
    detail: Type.Optional(Type.String({ description: 'What is wrong this time.' })),
    instance: Type.String({ description: 'The request, as the log names it.' }),
    code: Type.String(),
    field: Type.Optional(Type.String({ description: 'The input that has to change.' })),
    clause: Type.Optional(Type.String({ description: "The plan's clause that decided." })),
    facts: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
  },
  { $id: 'Problem', title: 'Problem', description: 'A problem (RFC 9457, application/problem+json).' },
)

/** Thrown where a request ends with a refusal; the error handler answers with its problem details. */
export class RefusedRequest extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.code)
    this.name = 'RefusedRequest'
    this.refusal = refusal
  }
}

/**
 * The event of an accepted decision; a refusal ends the request with its problem details.
 * @example
 * const { answer } = orRefuse(await fileClaim(platform, command))
 */
export function orRefuse<Event>(decision: Decision<Event>): Event {
  if (!decision.accepted) throw new RefusedRequest(decision.refusal)
  return decision.event
}

/** For whoever is told to come again. */
const retryAfterSeconds = 3

/** For `setErrorHandler`. A refusal answers with its code; anything unknown is a fault: logged, and told without its inside. */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof RefusedRequest) return sendProblem(reply, request.id, error.refusal)
  const refusal = requestRefusal(error)
  if (refusal !== null) return sendProblem(reply, request.id, refusal)
  if (isUnavailable(error)) {
    request.log.warn({ err: error }, 'a request found something that it needs not to be had')
    reply.header('retry-after', retryAfterSeconds)
    return sendProblem(reply, request.id, { code: 'temporarily-unavailable', facts: {} })
  }
  request.log.error({ err: error }, 'a request met an unexpected fault')
  const fault = { status: 500, title: 'Something is wrong here, not with your request.' }
  // A fault of the connection may have come after the commit: nobody knows here, and the key makes it no matter.
  const detail =
    'Send the same again, with the same Idempotency-Key: what was done is not done twice. If it stays, tell the operator the instance.'
  return send(reply, fault.status, { ...head('unexpected-fault', fault, request.id), detail })
}

/** For `setNotFoundHandler`. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return sendProblem(reply, request.id, { code: 'route-unknown', facts: {} })
}

/** For `frameworkErrors`: a request that is not even one. */
export function answerMalformed(request: FastifyRequest, reply: FastifyReply): void {
  send(reply, 400, { ...head('request-malformed', answerTo('request-malformed'), request.id) })
}

function sendProblem(reply: FastifyReply, requestId: string, refusal: Refusal): FastifyReply {
  const { code, field, clause, facts } = refusal
  const answer = answerTo(code)
  const detail = detailOf(refusal)
  return send(reply, answer.status, {
    ...head(code, answer, requestId),
    ...(detail === '' ? {} : { detail }),
    ...(field === undefined ? {} : { field }),
    ...(clause === undefined ? {} : { clause }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
  })
}

function head(code: string, answer: { readonly status: number; readonly title: string }, requestId: string) {
  return {
    type: `/problems/${code}`,
    title: answer.title,
    status: answer.status,
    instance: `/requests/${requestId}`,
    code,
  }
}

/** `Field diagnosedOn, clause claims.filing; lastDay: 2026-01-31.` */
function detailOf({ field, clause, facts }: Refusal): string {
  const where = [field && `field ${field}`, clause && `clause ${clause}`].filter(Boolean).join(', ')
  const known = Object.entries(facts).map(([name, value]) => `${name}: ${value}`)
  const text = [where, known.join(', ')].filter(Boolean).join('; ')
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function send(reply: FastifyReply, status: number, problem: object): FastifyReply {
  // As text: a route's own response schema must not drop members of a problem.
  return reply.status(status).type('application/problem+json').send(JSON.stringify(problem))
}

const codeByStatus: Readonly<Record<number, RequestRefusalCode>> = {
  400: 'request-malformed',
  413: 'request-too-large',
  415: 'content-type-unsupported',
  429: 'too-many-requests',
  503: 'stopping',
}

/** What was wrong with the request itself, from the error of Fastify or a plugin; null where the fault is ours. */
function requestRefusal(error: FastifyError): Refusal | null {
  if (error.validation?.[0]) return invalidField(error.validation[0], error.validationContext ?? 'body')
  const code = error.statusCode === undefined ? undefined : codeByStatus[error.statusCode]
  return code === undefined ? null : { code, facts: {} }
}

type ValidationFault = NonNullable<FastifyError['validation']>[number]

function invalidField(fault: ValidationFault, context: string): Refusal {
  const { missingProperty, additionalProperty, ...limits } = fault.params as Record<string, unknown>
  const named = [missingProperty, additionalProperty].find((name) => typeof name === 'string')
  const path = [...fault.instancePath.split('/').slice(1), ...(named === undefined ? [] : [named as string])]
  const facts: Record<string, string | number> = { in: context, rule: fault.keyword ?? 'schema' }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value === 'string' || typeof value === 'number') facts[name] = value
    else if (Array.isArray(value)) facts[name] = value.join(', ')
  }
  return { code: 'request-invalid', facts, ...(path.length === 0 ? {} : { field: path.join('.') }) }
}
