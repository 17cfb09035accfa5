import { Readable } from 'node:stream'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { parseDay } from '@tongzhou/core'
import fastify, { type FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { noticeKeyOf, readSigningKey } from '../notice-signature.ts'
import { adminRoutes } from './admin-routes.ts'
import { type AnswerFaults, openAnswerFaults } from './answer-faults.ts'
import { type Bank, openBank } from './bank.ts'
import { batchOutcomes, receiveBatch } from './batches.ts'
import { startNotices } from './notices.ts'
import { readGatewaySettings } from './settings.ts'
import { statementCsv } from './statement.ts'
import { receiveTransfer, transferLine } from './transfers.ts'

/** A running built-in gateway. */
export interface BuiltInGateway {
  readonly url: string
  /** The `whpk_` key that checks its notices. */
  readonly noticeKey: string
  close(): Promise<void>
}

/** Twice what 10,000 debits with long keys and tokens take. */
const longestBody = 8 * 1024 * 1024
const mostDebitsPerBatch = 10_000

const key = Type.String({ pattern: '^[A-Za-z0-9._~:-]{1,120}$' })
const amountFen = Type.String({ pattern: '^[1-9][0-9]{0,14}$' })
const debit = Type.Object({ key, accountToken: key, amountFen }, { additionalProperties: false })
const payeeText = Type.String({ minLength: 1, maxLength: 200 })
const transfer = Type.Object(
  { key, payeeAccount: payeeText, payeeName: payeeText, amountFen },
  { additionalProperties: false },
)
const batch = Type.Object(
  { key, debits: Type.Array(debit, { minItems: 1, maxItems: mostDebitsPerBatch }) },
  { additionalProperties: false },
)
const byKey = Type.Object({ key })

/**
 * Starts the gateway that comes with the platform: it behaves as real ones do at their worst, at the rates that the
 * settings give, so that what runs against it runs against them. Throws on wrong settings or a taken port.
 */
export async function startBuiltInGateway(given: unknown): Promise<BuiltInGateway> {
  const settings = readGatewaySettings(given)
  const bank = openBank(settings)
  const faults = openAnswerFaults(settings)
  const server = await buildServer(bank, faults)
  const stopNotices = startNotices(bank)
  const url = await server.listen({ host: settings.host, port: settings.port })
  return {
    url,
    noticeKey: noticeKeyOf(readSigningKey(bank.signingKey)),
    async close() {
      await stopNotices()
      await server.close()
      bank.close()
    },
  }
}

async function buildServer(bank: Bank, faults: AnswerFaults) {
  const server = fastify({
    bodyLimit: longestBody,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler)
  server.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization === `Bearer ${bank.settings.apiSecret}`) return
    await reply.code(401).send({ code: 'not-authorised' })
  })
  const answer = answering(bank, faults)

  server.post('/batches', { schema: { body: batch } }, (request, reply) =>
    answer(reply, 'batches', request.body.key, () => receiveBatch(bank, request.body.key, request.body.debits)),
  )
  server.get('/batches/:key', { schema: { params: byKey } }, (request, reply) =>
    answer(reply, 'outcomes', request.params.key, () => {
      const outcomes = batchOutcomes(bank, request.params.key)
      return outcomes ? { status: 200, outcomes } : { status: 404, code: 'batch-unknown' }
    }),
  )
  server.post('/transfers', { schema: { body: transfer } }, (request, reply) =>
    answer(reply, 'transfers', request.body.key, () => receiveTransfer(bank, request.body)),
  )
  server.get('/transfers/:key', { schema: { params: byKey } }, (request, reply) =>
    answer(reply, 'transfer', request.params.key, () => {
      const transfer = transferLine(bank, request.params.key)
      return transfer ? { status: 200, transfer } : { status: 404, code: 'transfer-unknown' }
    }),
  )
  server.get('/statements/:day', { schema: { params: Type.Object({ day: Type.String() }) } }, (request, reply) => {
    const day = parseDay(request.params.day)
    if (!day.accepted) return reply.code(400).send({ code: day.refusal.code })
    return reply.type('text/csv; charset=utf-8').send(Readable.from(statementCsv(bank, day.value)))
  })
  if (bank.settings.demo) await server.register(adminRoutes(bank, faults), { prefix: '/admin' })
  return server
}

/** Does the work and then answers, or fails to, as the faults say. */
function answering(bank: Bank, faults: AnswerFaults) {
  return async (
    reply: FastifyReply,
    route: string,
    requestKey: string,
    work: () => { readonly status: number },
  ): Promise<FastifyReply> => {
    const fault = faults.next(route, requestKey)
    if (fault === 'unavailable') return reply.code(503).send({ code: 'unavailable' })
    const { status, ...body } = work()
    if (fault === 'lost') {
      reply.hijack()
      reply.raw.destroy()
      return reply
    }
    if (fault === 'slow') await new Promise((wake) => setTimeout(wake, bank.settings.slowAnswerMs))
    return reply.code(status).send(body)
  }
}
