import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, CommandHeaders, orRefuse, Strict } from '../http/index.ts'
import { agreeToDebits, cancelAgreement } from './agree-to-debits.ts'
import { agreementInForce } from './agreement-store.ts'
import { payerOf } from './payer.ts'

/** Where a payer agrees to be debited. */
export interface AgreementPlace {
  /**
   * The gateway's page for that, which leads back to the app's `/me/payment` with `accountToken` in the address; null where the operator
   * has payers agree in another way.
   */
  readonly page: string | null
  /** The built-in gateway, which takes any token and moves no money. */
  readonly isTrial: boolean
}

const tags = ['payments']
const payers = { access: { roles: ['participant'] } } as const

export function addAgreement(app: App, platform: Platform, { isTrial, page }: AgreementPlace): void {
  const read = {
    tags,
    summary: 'Whether I have agreed to be debited, and where to agree',
    response: {
      200: Type.Object({
        agreedAt: Type.Union([Type.String(), Type.Null()]),
        page: Type.Union([Type.String(), Type.Null()], {
          description: "The gateway's page; it leads back to the app with accountToken in the address.",
        }),
        isTrial: Type.Boolean({
          description: 'The gateway is the built-in one: any token will do, and no money moves.',
        }),
      }),
    },
  }
  app.get('/payment-agreement', { config: payers, schema: read }, async (request) => {
    const agreedAt = await agreementInForce(platform.database, payerOf(request).personId)
    return { agreedAt: agreedAt?.toString() ?? null, page, isTrial }
  })
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
