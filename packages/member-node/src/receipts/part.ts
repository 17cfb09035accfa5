import type { FastifyInstance } from 'fastify'
import type { Member } from '../member.ts'
import type { Part } from '../parts.ts'
import { passOnReceipts, watchDeadlines } from './pass-on.ts'
import { countOpenReceipts, prepareReceipts } from './receipt-store.ts'
import { maxStatementBytes, receiveStatement } from './receive-statement.ts'

/** Statements that may wait for the log at once. More are abuse, or a platform that is down for long. */
const maxOpenReceipts = 10_000

/** Against silence: whoever fears that the platform won't log what they say, hands it in here. */
export const receiptsPart: Part = {
  prepare: prepareReceipts,
  routes: addSubmission,
  jobs: [
    {
      name: 'pass statements on',
      everySeconds: 1,
      run: async ({ store, settings, logger, now }) => {
        const problem = await passOnReceipts(store, settings.log.platformUrl, now().epochMilliseconds)
        if (problem !== null) logger.warn({ problem }, 'the platform did not take a statement: it is tried again')
      },
    },
    {
      name: 'watch deadlines',
      everySeconds: 1,
      run: async ({ store, now }) => watchDeadlines(store, now().epochMilliseconds),
    },
  ],
}

/**
 * `POST /submit-entry`: the body is the statement, byte for byte; the answer is the signed receipt. A member without a monitor gives
 * none: nobody would see whether the log has it.
 */
function addSubmission(app: FastifyInstance, { store, keys, settings, mirror, now }: Member): void {
  if (settings.monitor === false) return
  readBytes(app, maxStatementBytes)
  app.post<{ Body: Buffer }>('/submit-entry', async ({ body }, reply) => {
    // Also from a page of the platform: the statement goes to the member that the claimant chose.
    reply.header('access-control-allow-origin', '*').header('cache-control', 'no-store').type(plainText)
    if (!body?.length) return reply.code(400).send('a statement has at least one byte\n')
    if (countOpenReceipts(store) >= maxOpenReceipts) {
      return reply.code(503).header('retry-after', '60').send('too many statements wait for the log: try again later\n')
    }
    const { logWithinSeconds } = settings
    const maker = { store, signer: keys.receipt, origin: mirror.origin, logWithinSeconds }
    return reply.code(201).send(await receiveStatement(maker, body, now()))
  })
}

const plainText = 'text/plain; charset=utf-8'

/** Bodies of every type are taken as they come; longer ones are answered with 413. */
export function readBytes(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
}
