import { type FastifyPluginAsyncTypebox, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { parseDay } from '@tongzhou/core'
import { Type } from 'typebox'
import { failureReasons } from '../gateway.ts'
import type { AnswerFaults } from './answer-faults.ts'
import type { Bank } from './bank.ts'
import { plantStatementFault } from './statement.ts'
import { merchantBalanceFen } from './transfers.ts'

const name = Type.String({ minLength: 1, maxLength: 200 })
const amountFen = Type.String({ pattern: '^[0-9]{1,15}$' })
const literals = <Text extends string>(texts: readonly Text[]) => Type.Union(texts.map((text) => Type.Literal(text)))

const clock = Type.Object({ now: Type.String({ maxLength: 40 }) })
const account = Type.Object({
  accountToken: name,
  failures: Type.Integer({ minimum: 0, default: 0 }),
  reason: literals(failureReasons),
  balanceFen: Type.Union([amountFen, Type.Null()]),
})
const answerFault = Type.Object({
  route: literals(['batches', 'outcomes', 'transfers', 'transfer']),
  fault: literals(['slow', 'lost', 'unavailable']),
})
const statementFault = Type.Object({
  day: name,
  kind: literals(['missing', 'doubled', 'wrong-amount', 'unknown']),
  key: name,
  amountFen,
})

/** Simulated time and scripted behaviour, for demos and tests. */
export function adminRoutes(bank: Bank, faults: AnswerFaults): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.setValidatorCompiler(TypeBoxValidatorCompiler)
    server.post('/clock', { schema: { body: clock } }, (request, reply) => {
      const at = Temporal.Instant.from(request.body.now).epochMilliseconds
      if (at < bank.now() && bank.isClockSet()) return reply.code(409).send({ code: 'clock-only-goes-forward' })
      bank.setNow(at)
      return reply.code(204).send()
    })
    server.post('/accounts', { schema: { body: account } }, (request, reply) => {
      const { accountToken, ...script } = request.body
      bank.accounts.script(accountToken, script)
      return reply.code(204).send()
    })
    server.post('/answer-faults', { schema: { body: answerFault } }, (request, reply) => {
      faults.script(request.body.route, request.body.fault)
      return reply.code(204).send()
    })
    server.post('/statement-faults', { schema: { body: statementFault } }, (request, reply) => {
      const day = parseDay(request.body.day)
      if (!day.accepted) return reply.code(400).send({ code: day.refusal.code })
      plantStatementFault(bank, request.body)
      return reply.code(204).send()
    })
    server.get('/summary', () => summary(bank))
  }
}

/** What moved at the gateway, to compare with what the platform believes. */
function summary(bank: Bank) {
  const one = (query: string) => String(Number(bank.database.prepare(query).get()!.value))
  return {
    batches: one('select count(*) as value from batches'),
    debits: one('select count(*) as value from debits'),
    collected: one('select count(*) as value from debits where reason is null'),
    collectedFen: one('select coalesce(sum(amount), 0) as value from debits where reason is null'),
    transfers: one('select count(*) as value from transfers'),
    paidFen: one('select coalesce(sum(amount), 0) as value from transfers where reason is null'),
    noticesWaiting: one('select count(*) as value from notices where done = 0'),
    balanceFen: String(merchantBalanceFen(bank)),
  }
}
