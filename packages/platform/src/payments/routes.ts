import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, CommandHeaders, orRefuse, publicAccess, RefusedRequest, type Routes, Strict } from '../http/index.ts'
import { type AgreementPlace, addAgreement } from './agreement-routes.ts'
import { addArrearsOfPeople } from './arrears-of-person.ts'
import { askForBatch } from './ask-gateway.ts'
import { arrearsOfPayer } from './charge-store.ts'
import { addFinanceRoutes } from './finance-routes.ts'
import type { PaymentGateway } from './gateway.ts'
import { addMessages } from './message-routes.ts'
import { payArrears } from './pay-arrears.ts'
import { payerOf } from './payer.ts'
import { receiveNotice } from './receive-notice.ts'

/** The routes of payments, against one gateway; `place` is where its payers agree to be debited. */
export function paymentRoutes(gateway: PaymentGateway, place: AgreementPlace): Routes {
  return async (app, platform) => {
    addAgreement(app, platform, place)
    addArrears(app, platform, gateway)
    addMessages(app, platform)
    await addNotices(app, platform, gateway)
    addFinanceRoutes(app, platform)
    addArrearsOfPeople(app, platform)
  }
}

const tags = ['payments']
const payers = { access: { roles: ['participant'] } } as const

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
    response: {
      202: Type.Object({
        amountFen: Type.String(),
        collected: Type.Integer({ description: 'Shares that have come in.' }),
        failed: Type.Integer(),
        open: Type.Integer({ description: 'Shares whose debit is on its way.' }),
      }),
    },
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
