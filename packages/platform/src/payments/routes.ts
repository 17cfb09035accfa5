import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  orRefuse,
  publicAccess,
  RefusedRequest,
  type Routes,
  Strict,
} from '../http/index.ts'
import { agreeToDebits, cancelAgreement } from './agree-to-debits.ts'
import { askForBatch } from './ask-gateway.ts'
import { arrearsOfPayer } from './charge-store.ts'
import { addFinanceRoutes } from './finance-routes.ts'
import type { PaymentGateway } from './gateway.ts'
import { messagesOf } from './message-store.ts'
import { messageText } from './message-text.ts'
import { payArrears } from './pay-arrears.ts'
import { receiveNotice } from './receive-notice.ts'

/** The routes of payments, against one gateway. */
export function paymentRoutes(gateway: PaymentGateway): Routes {
  return async (app, platform) => {
    addAgreement(app, platform)
    addArrears(app, platform, gateway)
    addMessages(app, platform)
    await addNotices(app, platform, gateway)
    addFinanceRoutes(app, platform)
  }
}

const tags = ['payments']
/** About four years of a payer who is reminded every month. */
const mostMessagesShown = 100
const payers = { access: { roles: ['participant'] } } as const

/** The signed-in payer; a route of participants has always one. */
function payerOf(request: Parameters<typeof actorOf>[0]) {
  const actor = actorOf(request)
  if (actor.personId === null) throw new Error('a participant is a person')
  return { role: actor.role, personId: actor.personId }
}

function addAgreement(app: App, platform: Platform): void {
  const body = Strict({
    accountToken: Type.String({
      pattern: '^[A-Za-z0-9._~:-]{1,120}$',
      description: 'What the gateway gave for the account when the payer agreed there.',
    }),
  })
  const agree = { tags, summary: 'Agree to be debited', headers: CommandHeaders, body }
  app.put('/payment-agreement', { config: payers, schema: agree }, async (request) => {
    const command = { key: request.headers['idempotency-key'], actor: payerOf(request), ...request.body }
    return orRefuse(await agreeToDebits(platform, command)).answer
  })
  const cancel = { tags, summary: 'Take the agreement back', headers: CommandHeaders }
  app.delete('/payment-agreement', { config: payers, schema: cancel }, async (request) => {
    const command = { key: request.headers['idempotency-key'], actor: payerOf(request) }
    return orRefuse(await cancelAgreement(platform, command)).answer
  })
}

const ArrearSchema = Type.Object({
  participantId: Type.String(),
  plan: Type.String(),
  period: Type.String(),
  sharingDay: Type.String(),
  shareFen: Type.String(),
  writtenOff: Type.Boolean(),
})

function addArrears(app: App, platform: Platform, gateway: PaymentGateway): void {
  const mine = { tags, summary: 'Unpaid shares that I bear', response: { 200: Type.Array(ArrearSchema) } }
  app.get('/arrears', { config: payers, schema: mine }, async (request) => {
    const arrears = await arrearsOfPayer(platform.database, payerOf(request).personId)
    return arrears.map((arrear) => ({
      participantId: arrear.participantId.toString(),
      plan: arrear.planCode,
      period: arrear.periodCode,
      sharingDay: arrear.sharingDay.toString(),
      shareFen: arrear.shareFen.toString(),
      writtenOff: arrear.writtenOff,
    }))
  })
  const pay = {
    tags,
    summary: 'Pay all unpaid shares of a participant now',
    description: 'Restores a membership that ended for unpaid shares, within the days of the plan.',
    headers: CommandHeaders,
    body: Strict({ participantId: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) }),
  }
  app.post('/arrears/payments', { config: payers, schema: pay }, async (request, reply) => {
    const participantId = BigInt(request.body.participantId)
    const command = { key: request.headers['idempotency-key'], actor: payerOf(request), participantId }
    const { answer } = orRefuse(await payArrears(platform, command))
    let [collected, failed, open] = [0, 0, 0]
    // Without an answer here the next run asks; the debits are written down.
    for (const batchKey of answer.batchKeys) {
      const news = await askForBatch(platform, gateway, batchKey)
      collected += news.collected
      failed += news.failed
      open += news.open
    }
    return reply.status(202).send({ amountFen: answer.amountFen, collected, failed, open })
  })
}

function addMessages(app: App, platform: Platform): void {
  const MessageSchema = Type.Object({
    kind: Type.String(),
    zh: Type.String(),
    en: Type.String(),
    writtenAt: Type.String(),
  })
  const schema = { tags, summary: 'What I was told about my shares', response: { 200: Type.Array(MessageSchema) } }
  app.get('/messages', { config: payers, schema }, async (request) => {
    const messages = await messagesOf(platform.database, payerOf(request).personId, mostMessagesShown)
    return messages.map((message) => ({
      kind: message.kind,
      ...messageText(message),
      writtenAt: message.writtenAt.toString(),
    }))
  })
}

/** A notice names one batch or transfer; more bytes are not one of ours. */
const longestNotice = 16 * 1024

async function addNotices(app: App, platform: Platform, gateway: PaymentGateway): Promise<void> {
  const notices = (scope: App, _options: object, done: () => void): void => {
    // The signature is over the bytes, so they are taken as they came, whatever type they claim to have.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: longestNotice }, (_request, body, done) =>
      done(null, body),
    )
    const headers = Type.Object({
      'webhook-id': Type.String({ minLength: 1, maxLength: 120 }),
      'webhook-timestamp': Type.String({ minLength: 1, maxLength: 20 }),
      'webhook-signature': Type.String({ minLength: 1, maxLength: 1_000 }),
    })
    const schema = { tags, summary: 'A notice of the payment gateway (Standard Webhooks)', headers }
    scope.post('/payments/notices', { config: { access: publicAccess }, schema }, async (request) => {
      const received = {
        id: request.headers['webhook-id'],
        timestamp: request.headers['webhook-timestamp'],
        signature: request.headers['webhook-signature'],
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      }
      const taken = await receiveNotice(platform, gateway, received)
      if (!taken.accepted) throw new RefusedRequest(taken.refusal)
      return { noticeId: taken.event.answer.noticeId, repeated: taken.event.repeated }
    })
    done()
  }
  await app.register(notices)
}
