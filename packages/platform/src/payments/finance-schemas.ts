import { accounts } from '@tongzhou/core'
import { type TSchema, Type } from 'typebox'
import { DayText, InstantText, Strict } from '../http/index.ts'

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
// Amounts and numbers of participants as text: JSON numbers are not exact beyond 2^53.
const FenText = Type.String({ pattern: '^-?[0-9]+$', description: 'An amount in fen as digits.' })
const Count = Type.String({ pattern: '^[0-9]+$', description: 'A number as digits.' })

export const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })

export const CollectionSchema = Type.Object({
  planCode: Type.String(),
  periodCode: Type.String(),
  sharingDay: DayText,
  shareFen: FenText,
  shares: Count,
  attempts: Type.Integer(),
  collected: Count,
  collectedLate: Type.String({ description: 'Of these, come in after their write-off.' }),
  writtenOff: Count,
  openDebits: Type.String({ description: 'Debits that were asked for and not answered.' }),
  closedOn: Nullable(DayText),
})

export const ArrearsQuery = Strict({
  after: Type.String({
    pattern: '^[0-9]{1,18}-[0-9]{1,18}$',
    default: '0-0',
    description: 'Participant and period of the last line of the page before.',
  }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
})
export const ArrearsSchema = Type.Object({
  participantId: Count,
  periodId: Count,
  periodCode: Type.String(),
  sharingDay: DayText,
  shareFen: FenText,
  writtenOff: Type.Boolean(),
})

export const PayoutPartSchema = Type.Object({
  caseReference: Type.String(),
  participantId: Count,
  partNo: Type.Integer(),
  amountFen: FenText,
  attempts: Type.Integer(),
  state: Type.String({ description: 'open or failed.' }),
  reason: Nullable(Type.String()),
})

const DifferenceKind = Type.Union([
  Type.Literal('missing'),
  Type.Literal('doubled'),
  Type.Literal('wrong-amount'),
  Type.Literal('unknown'),
])
export const DifferenceSchema = Type.Object({
  day: DayText,
  kind: DifferenceKind,
  movementKind: Type.String({ description: 'debit or transfer.' }),
  movementKey: Type.String(),
  oursFen: Nullable(FenText),
  theirsFen: Nullable(FenText),
})
export const ResolutionBody = Strict({
  day: DayText,
  kind: DifferenceKind,
  movementKey: Type.String({ minLength: 1, maxLength: 200 }),
  resolution: Type.String({ minLength: 1, maxLength: 2_000 }),
})
export const StatementSchema = Type.Object({
  day: DayText,
  lines: Count,
  differences: Count,
  unresolved: Count,
})

export const MoneyBody = Strict({ amount: Type.String({ maxLength: 20, description: 'Yuan, such as 12.34.' }) })
export const MovedSchema = Type.Object({ amountFen: FenText })

const Account = Type.Enum([...accounts])
export const TrialBalanceSchema = Type.Object({
  plan: Type.String(),
  asOf: InstantText,
  lines: Type.Array(Type.Object({ account: Account, debitFen: FenText, creditFen: FenText, balanceFen: FenText })),
  debitFen: FenText,
  creditFen: FenText,
})
export const ControlAccountSchema = Type.Object({
  account: Account,
  booksFen: FenText,
  recordsFen: Type.String({ description: 'What the records say that the account stands for, in fen.' }),
  agree: Type.Boolean(),
})
export const AccountParams = Type.Object({ ...PlanParams.properties, account: Account })
export const PostingsQuery = Strict({
  before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'Place of the last line before.' })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})
export const PostingSchema = Type.Object({
  place: Count,
  recordedAt: InstantText,
  memo: Type.String(),
  subject: Type.String(),
  amountFen: FenText,
  entry: Type.String({ description: 'The entry of the log that tells why.' }),
})
