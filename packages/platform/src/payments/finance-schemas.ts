import { accounts, type LedgerMemo, ledgerMemos } from '@tongzhou/core'
import { type TSchema, Type } from 'typebox'
import { DayText, InstantText, Strict } from '../http/index.ts'

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
// Amounts and numbers of participants as text: JSON numbers are not exact beyond 2^53.
const FenText = Type.String({ pattern: '^-?[0-9]+$', description: 'An amount in fen as digits.' })
const Count = Type.String({ pattern: '^[0-9]+$', description: 'A number as digits.' })

export const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })

/** Of a list: how many lines, and the line after which they begin. */
const pageOf = (after: string, pattern: string, most: number) => ({
  after: Type.Optional(Type.String({ pattern, description: `${after} of the last line of the page before.` })),
  limit: Type.Integer({ minimum: 1, maximum: most, default: most }),
})
const dayPattern = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'

/** Two years of two periods a month. */
export const CollectionsQuery = Strict({
  period: Type.Optional(Type.String({ maxLength: 16 })),
  ...pageOf('Sharing day', dayPattern, 48),
})
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
    description: 'What `next` of the page before says.',
  }),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
})
export const ArrearsPageSchema = Type.Object({
  arrears: Type.Array(
    Type.Object({
      participantId: Count,
      payerPersonId: Count,
      periodId: Count,
      periodCode: Type.String(),
      sharingDay: DayText,
      shareFen: FenText,
      writtenOff: Type.Boolean(),
    }),
  ),
  next: Nullable(
    Type.String({
      description:
        'Where the next page begins; null at the end. A page may hold fewer lines than asked for, or none, and not be the last.',
    }),
  ),
})

const PartState = Type.Union([Type.Literal('failed'), Type.Literal('open'), Type.Literal('paid')])
export const PayoutsQuery = Strict({
  state: Type.Optional(PartState),
  ...pageOf('Case and part, such as 7F3K-QM2P.1,', '^[0-9A-Z-]{1,16}\\.[0-9]{1,5}$', 200),
})
export const PayoutPartSchema = Type.Object({
  caseReference: Type.String(),
  participantId: Count,
  partNo: Type.Integer(),
  amountFen: FenText,
  attempts: Type.Integer(),
  state: PartState,
  reason: Nullable(Type.String()),
})

const DifferenceKind = Type.Union([
  Type.Literal('missing'),
  Type.Literal('doubled'),
  Type.Literal('wrong-amount'),
  Type.Literal('unknown'),
])
export const DifferencesQuery = Strict(
  // The key of a movement may be the gateway's: whatever is text in PostgreSQL.
  pageOf(
    'Day, kind and movement, such as 2026-01-31.missing.d.1.2.1,',
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}\\.(missing|doubled|wrong-amount|unknown)\\.[^\\u0000]{1,200}$',
    200,
  ),
)
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
export const StatementsQuery = Strict(pageOf('Day', dayPattern, 62))
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
  memo: Type.Unsafe<LedgerMemo>(Type.Enum([...ledgerMemos])),
  subject: Type.String(),
  amountFen: FenText,
  entry: Type.String({ description: 'The entry of the log that tells why.' }),
})
