import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const rate = Type.Number({ minimum: 0, maximum: 1, default: 0 })
const milliseconds = Type.Integer({ minimum: 0, maximum: 90 * 86_400_000, default: 0 })
const fen = Type.String({ pattern: '^[0-9]{1,15}$' })

/** Everything that can be set of the built-in gateway. A gateway with no rates set never fails and never delays. */
export const gatewaySettingsSchema = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1' }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
    /** SQLite file, or `:memory:`. */
    file: Type.String({ default: ':memory:' }),
    /** What callers send as `Authorization: Bearer ...`. */
    apiSecret: Type.String({ minLength: 16 }),
    /** Where notices go; absent: no notices, callers have to ask. */
    noticeUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
    timeZone: Type.String({ default: 'Asia/Shanghai' }),
    transferLimitFen: Type.String({ ...fen, default: '20000000' }),
    /** Money that the merchant has at the gateway before the first debit. */
    openingBalanceFen: Type.String({ ...fen, default: '0' }),
    /** Opens `/admin`: simulated time and scripted behaviour. Never with real money. */
    demo: Type.Boolean({ default: false }),
    /** The same seed and the same keys give the same failures, in whatever order requests come. */
    seed: Type.String({ default: 'tongzhou' }),
    processingMs: milliseconds,
    lateOutcomeMs: milliseconds,
    slowAnswerMs: milliseconds,
    rates: Type.Object(
      {
        /** Of debits, each attempt by itself. */
        insufficientFunds: rate,
        /** Of accounts: a closed one stays closed. */
        accountClosed: rate,
        /** Of transfers. */
        transferFails: rate,
        /** Of debits and transfers whose outcome comes after `lateOutcomeMs` instead of `processingMs`. */
        lateOutcome: rate,
        /** Of answers: the work is done, the answer comes after `slowAnswerMs`. */
        slowAnswer: rate,
        /** Of answers: the work is done, the connection breaks. */
        lostAnswer: rate,
        /** Of requests: nothing is done, 503. */
        unavailable: rate,
        duplicateNotice: rate,
        lostNotice: rate,
      },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false },
)

export type GatewaySettings = Static<typeof gatewaySettingsSchema>

/** Fills defaults in and checks. Throws with the path and rule of the first wrong setting. */
export function readGatewaySettings(given: unknown): GatewaySettings {
  const settings = Value.Default(gatewaySettingsSchema, structuredClone(given))
  if (Value.Check(gatewaySettingsSchema, settings)) return settings
  const fault = Value.Errors(gatewaySettingsSchema, settings)[0]
  throw new Error(`setting ${fault?.instancePath || '/'}: ${fault?.message ?? 'unreadable'}`)
}
