import { type TSchema, Type } from 'typebox'
import { DayText, Strict } from '../http/index.ts'

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])
const FenText = Type.String({ pattern: '^-?[0-9]+$', description: 'An amount in fen as digits.' })
const Count = Type.String({ pattern: '^[0-9]+$', description: 'A number as digits.' })

export const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })
export const PeriodParams = Type.Object({
  plan: Type.String({ maxLength: 64 }),
  period: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[A-Z]$', description: 'A period code, 2026-01-A.' }),
})
export const ParticipantParams = Type.Object({ participantId: Type.String({ pattern: '^[0-9]{1,18}$' }) })
export const PageQuery = Strict({
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 24 }),
  offset: Type.Integer({ minimum: 0, maximum: 100_000, default: 0 }),
})

export const PublishedSchema = Type.Object({ period: Type.String(), cases: Type.Integer() })

export const SettledSchema = Type.Object({
  period: Type.String(),
  cases: Type.Integer(),
  heldOver: Type.Integer(),
  participants: Count,
  shareFen: FenText,
  carryOutFen: FenText,
})

export const RollSchema = Type.Object({
  status: Type.String({ description: 'published, rolled or settled.' }),
  slices: Type.Integer({ description: 'Parts in which the roll is taken; 0 where it has not begun.' }),
  done: Type.Integer(),
  counted: Count,
})

const HindranceSchema = Nullable(
  Type.Object({ code: Type.String(), clause: Type.Optional(Type.String()) }, { description: 'Why not now.' }),
)
const CasesAheadSchema = Type.Object({ count: Type.Integer(), payoutsFen: FenText })

export const OutlookSchema = Type.Object({
  period: Type.String(),
  planVersion: Type.Integer(),
  status: Type.String({ description: 'open, published, rolled or settled.' }),
  today: DayText,
  publicityDay: DayText,
  objectionsUntil: DayText,
  sharingDay: DayText,
  publish: HindranceSchema,
  close: HindranceSchema,
  cases: CasesAheadSchema,
  heldOver: CasesAheadSchema,
  expected: Nullable(
    Type.Object({
      basis: Type.String({ description: 'roll: counted; last-period: as many as in the last settled period.' }),
      participants: Count,
      payoutsFen: FenText,
      feesFen: FenText,
      dueFen: FenText,
      shareFen: FenText,
      operatorFen: FenText,
      carryOutFen: FenText,
    }),
  ),
})

const periodLine = {
  period: Type.String(),
  planVersion: Type.Integer(),
  status: Type.String({ description: 'published, rolled or settled.' }),
  publicityDay: DayText,
  sharingDay: DayText,
  objectionsUntil: Type.String({ description: 'The last day on which anyone may object.' }),
  rollCount: Nullable(Count),
  cases: Nullable(Type.Integer()),
  participants: Nullable(Count),
  payoutsFen: Nullable(FenText),
  feesFen: Nullable(FenText),
  carryInFen: Nullable(FenText),
  shortfallFen: Nullable(Type.String({ description: 'Of earlier periods, borne by this one.' })),
  dueFen: Nullable(Type.String({ description: 'What is shared: payouts, fees and shortfall less the carry.' })),
  shareFen: Nullable(FenText),
  carryOutFen: Nullable(FenText),
  entry: Nullable(Type.String({ description: 'The entry of the log that states the settlement.' })),
}
export const PeriodLineSchema = Type.Object(periodLine)

export const PeriodSchema = Type.Object({
  ...periodLine,
  arithmetic: Nullable(
    Type.Object({
      steps: Type.Array(Type.Object({ name: Type.String(), how: Type.String(), amountFen: FenText })),
      cases: Type.Array(
        Type.Object({ caseReference: Type.String(), payoutFen: FenText, feeFen: FenText, operatorFen: FenText }),
      ),
    }),
  ),
  recomputed: Nullable(
    Type.Object({
      agrees: Type.Boolean(),
      differing: Type.Array(Type.String({ description: 'A figure that its inputs do not give.' })),
    }),
  ),
})

export const ChargeParams = Type.Object({
  ...ParticipantParams.properties,
  period: PeriodParams.properties.period,
})

export const ChargeSchema = Type.Object({
  plan: Type.String(),
  period: Type.String(),
  publicityDay: DayText,
  sharingDay: DayText,
  status: Type.String(),
  shareFen: Nullable(FenText),
  exempt: Nullable(Type.String({ description: 'Why nothing is owed, for those on the roll who do not share.' })),
})

export const CalendarSchema = Type.Object({
  today: Type.String({ description: "Today in the plan's time zone." }),
  periods: Type.Array(
    Type.Object({
      period: Type.String(),
      publicityDay: DayText,
      objectionsUntil: DayText,
      sharingDay: DayText,
    }),
  ),
})

export const RunOffBody = Strict({ coverEndsOn: DayText })
export const RunOffSchema = Type.Object({ announcedOn: DayText, coverEndsOn: DayText, noSharingFrom: DayText })
export const RunOffStateSchema = Type.Object({ runOff: Nullable(RunOffSchema) })
