import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import pg from 'pg'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Settings } from '../settings.ts'

/** A caller's request id that is taken over: long enough to be one, and nothing that could break a log line. */
const saneRequestId = /^[A-Za-z0-9._-]{8,64}$/

/** The id of `x-request-id` where it is sane, else a fresh one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID()
}

/**
 * The platform's logger: JSON lines. No personal data: faults are written without the values that PostgreSQL quotes, and
 * whatever else slips into a line under these names is blotted out.
 */
export function createLogger(settings: Pick<Settings, 'TONGZHOU_LOG_LEVEL'>, destination?: DestinationStream): Logger {
  const blotted = ['body', 'cookie', 'authorization', 'token', 'password', 'phoneNumber', 'idNumber', 'name']
  const options = {
    level: settings.TONGZHOU_LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeFault, error: describeFault },
    redact: { paths: blotted.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]), censor: '[blotted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A fault without data: PostgreSQL's message and detail quote rows ("Key (phone)=(...) already exists"). */
export function describeFault(fault: unknown): unknown {
  if (!(fault instanceof Error)) return { type: typeof fault }
  const cause = fault.cause === undefined ? {} : { cause: describeFault(fault.cause) }
  const frames = (fault.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  if (fault instanceof pg.DatabaseError) {
    const { code, constraint, table, column, routine } = fault
    return { type: 'DatabaseError', code, constraint, table, column, routine, frames, ...cause }
  }
  return { type: fault.name, message: fault.message, code: (fault as NodeJS.ErrnoException).code, frames, ...cause }
}

/** For `onResponse`: one line per request, with the route's pattern instead of the address, which may hold a reference. */
export async function logResponse(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown')
  const milliseconds = Number(reply.elapsedTime.toFixed(1))
  request.log.info({ method: request.method, route, status: reply.statusCode, milliseconds }, 'answered')
}
