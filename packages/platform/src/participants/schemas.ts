import { consentKinds, endReasons, relations } from '@tongzhou/core'
import { Type } from 'typebox'
import { DayText, Strict } from '../http/index.ts'

/** More characters than any number of a document kind has with blanks between them. */
const longestNumber = 100
/** Longer than the longest name (`maxNameLength` code points), in UTF-16 units, with room for blanks. */
const longestTypedName = 400

/** One of a closed list of words, typed as such. */
function oneOf<Word extends string>(words: readonly Word[], description?: string) {
  const schema = { type: 'string', enum: [...words] }
  return Type.Unsafe<Word>(description === undefined ? schema : { ...schema, description })
}

const Consent = Strict({ given: Type.Boolean(), wordingVersion: Type.Integer({ minimum: 1, maximum: 10_000 }) })
export const ConsentName = oneOf(consentKinds)

export const JoinBody = Strict({
  plan: Type.String({ maxLength: 64 }),
  name: Type.String({ maxLength: longestTypedName }),
  identity: Strict({
    kind: Type.String({ maxLength: 40, description: 'Such as cn-resident-id; the plan lists what it accepts.' }),
    number: Type.String({ maxLength: longestNumber }),
  }),
  relation: oneOf(['self', ...relations], 'What the person is to the one who is signed in and will pay.'),
  consents: Strict({ 'health-data': Type.Optional(Consent), publication: Type.Optional(Consent) }),
  answers: Type.Record(Type.String({ maxLength: 64 }), Type.Boolean(), {
    description: 'One answer for each health question of the plan that the person is asked.',
    maxProperties: 100,
  }),
})

export const ParticipantParams = Type.Object({ participantId: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) })
export const WithdrawConsentBody = Strict({ consent: ConsentName })
export const DeathBody = Strict({ diedOn: DayText })
export const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })

export const JoinAnswerSchema = Type.Object({
  participantId: Type.String(),
  joinedOn: DayText,
  coveredFrom: Type.String({ description: 'The first day after the waiting period.' }),
})
export const EndAnswerSchema = Type.Object({
  participantId: Type.String(),
  endedOn: Type.String({ description: 'The last day of membership.' }),
})
export const ConsentAnswerSchema = Type.Object({ participantId: Type.String(), consent: ConsentName })

export const MembershipSchema = Type.Object({
  participantId: Type.String(),
  plan: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  relation: Type.String(),
  payer: Type.Boolean({ description: 'Whether the one who is signed in pays for this membership.' }),
  status: oneOf(['waiting', 'covered', 'ended']),
  joinedOn: DayText,
  coveredFrom: DayText,
  coveredUntil: Type.String({ description: 'The last day by age.' }),
  endedOn: Type.Union([Type.String(), Type.Null()]),
  endedReason: Type.Union([oneOf(endReasons), Type.Null()]),
})

export const CountsSchema = Type.Object({
  day: Type.Union([DayText, Type.Null()], { description: 'Null before the first count.' }),
  total: Type.Integer(),
  byAge: Type.Array(Type.Object({ ageBand: Type.String(), count: Type.Integer() })),
  byRegion: Type.Array(
    Type.Object({
      region: Type.Union([Type.String(), Type.Null()], {
        description: "Two digits of GB/T 2260; null for holders of other countries' documents.",
      }),
      count: Type.Integer(),
    }),
  ),
  byIncome: Type.Array(
    Type.Object({
      incomeBand: Type.Union([Type.String(), Type.Null()], { description: 'Null for those who did not state it.' }),
      count: Type.Integer(),
    }),
    { description: 'Empty where nobody stated it.' },
  ),
})

export const ConsentWordingSchema = Type.Object({
  kind: ConsentName,
  version: Type.Integer(),
  text: Type.Object({ en: Type.String(), zh: Type.String() }),
})
